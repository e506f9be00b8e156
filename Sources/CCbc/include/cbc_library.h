#ifndef CBC_LIBRARY_H
#define CBC_LIBRARY_H

#include <coin/Cbc_C_Interface.h>

/// The functions of CBC's C interface that Advisor calls, found in the shared library at run time.
struct cbc_library {
    Cbc_Model *(*new_model)(void);
    void (*delete_model)(Cbc_Model *model);
    void (*load_problem)(Cbc_Model *model, const int columns, const int rows, const CoinBigIndex *start,
                         const int *index, const double *value, const double *column_lower,
                         const double *column_upper, const double *objective, const double *row_lower,
                         const double *row_upper);
    void (*set_integer)(Cbc_Model *model, int column);
    void (*set_log_level)(Cbc_Model *model, int level);
    void (*set_gap)(Cbc_Model *model, double fraction);
    void (*set_seconds)(Cbc_Model *model, double seconds);
    void (*set_parameter)(Cbc_Model *model, const char *name, const char *value);
    void (*set_start)(Cbc_Model *model, int count, const int columns[], const double values[]);
    int (*solve)(Cbc_Model *model);
    int (*is_proven_optimal)(Cbc_Model *model);
    int (*is_proven_infeasible)(Cbc_Model *model);
    int (*is_seconds_limit_reached)(Cbc_Model *model);
    double (*objective_value)(Cbc_Model *model);
    double (*best_possible_value)(Cbc_Model *model);
    const double *(*column_solution)(Cbc_Model *model);
};

/// The library, loaded by the first call; null where it is not installed. Safe to call from any thread.
const struct cbc_library *cbc_library_load(void);

#endif
