#include "cbc_library.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

static struct cbc_library library;
static const struct cbc_library *loaded = NULL;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void *open_library(void) {
    static const char *const names[] = {"libCbcSolver.so.3", "libCbcSolver.so"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        void *handle = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
        if (handle) return handle;
    }
    return NULL;
}

static void load(void) {
    void *handle = open_library();
    if (!handle) return;
    struct {
        const char *name;
        void **slot;
    } functions[] = {
        {"Cbc_newModel", (void **)&library.new_model},
        {"Cbc_deleteModel", (void **)&library.delete_model},
        {"Cbc_loadProblem", (void **)&library.load_problem},
        {"Cbc_setInteger", (void **)&library.set_integer},
        {"Cbc_setLogLevel", (void **)&library.set_log_level},
        {"Cbc_setAllowableFractionGap", (void **)&library.set_gap},
        {"Cbc_setMaximumSeconds", (void **)&library.set_seconds},
        {"Cbc_setParameter", (void **)&library.set_parameter},
        {"Cbc_setMIPStartI", (void **)&library.set_start},
        {"Cbc_solve", (void **)&library.solve},
        {"Cbc_isProvenOptimal", (void **)&library.is_proven_optimal},
        {"Cbc_isProvenInfeasible", (void **)&library.is_proven_infeasible},
        {"Cbc_isSecondsLimitReached", (void **)&library.is_seconds_limit_reached},
        {"Cbc_getObjValue", (void **)&library.objective_value},
        {"Cbc_getBestPossibleObjValue", (void **)&library.best_possible_value},
        {"Cbc_getColSolution", (void **)&library.column_solution},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        *functions[i].slot = dlsym(handle, functions[i].name);
        if (!*functions[i].slot) return;
    }
    loaded = &library;
}

const struct cbc_library *cbc_library_load(void) {
    pthread_once(&once, load);
    return loaded;
}
