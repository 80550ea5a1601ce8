/* How the tests in C say what was not as expected. */

#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "gzsock.h"

/* Ends the program unless the condition holds. */
#define EXPECT(condition) expect((condition) != 0, #condition, __FILE__, __LINE__)

/* That a call fails with this error. */
#define EXPECT_ERROR(call, error) \
    do {                          \
        EXPECT((call) == -1);     \
        EXPECT(gzsock_errno() == (error)); \
    } while (0)

static inline void expect(int met, const char *condition, const char *file, int line)
{
    char text[300] = "nothing";

    if (met) {
        return;
    }
    gzsock_error_text(GZSOCK_LAST_ERROR, text, sizeof text);
    fprintf(stderr, "%s:%d: %s; the last error of a call is: %s\n", file, line, condition, text);
    exit(1);
}

#endif
