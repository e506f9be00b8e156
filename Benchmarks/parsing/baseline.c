// Bare libpg_query: parses the statements of a file to protobuf, one a line, for a second; prints statements a second.
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec moment;
    clock_gettime(CLOCK_MONOTONIC, &moment);
    return moment.tv_sec + moment.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
    if (count != 2) return fprintf(stderr, "usage: baseline FILE\n"), 2;
    FILE *file = fopen(arguments[1], "r");
    if (!file) return perror(arguments[1]), 2;
    char *statements[1000] = {0}, *line = NULL;
    size_t capacity = 0, number = 0;
    while (number < 1000 && getline(&line, &capacity, file) > 0) statements[number++] = strdup(line);
    fclose(file);
    if (number == 0) return fprintf(stderr, "%s holds no statement\n", arguments[1]), 2;
    double start = now(), end = start;
    long parsed = 0;
    while (end - start < 1.0) {
        for (size_t i = 0; i < number; i++) {
            PgQueryProtobufParseResult result = pg_query_parse_protobuf(statements[i]);
            if (result.error) return fprintf(stderr, "%s: %s\n", result.error->message, statements[i]), 2;
            pg_query_free_protobuf_parse_result(result);
        }
        parsed += number;
        end = now();
    }
    printf("%.0f\n", parsed / (end - start));
    return 0;
}
