// The vector functions of glibc (libmvec, at most 4 ulp), by loops from which gcc calls them.
//
// Each kernel: void mvec_NAME_TYPE(iterations, threads, n, x, y, out), as in ../peers/loops.c; `run` says with which options
// it is compiled, and one thread does the work.
#include <math.h>

#define ONE(name, type, call)                                                                                    \
    void mvec_##name##_##type(long iterations, long threads, long n, const type *x, const type *y, type *out) {  \
        for (long k = 0; k < iterations; k++) {                                                                  \
            for (long i = 0; i < n; i++)                                                                         \
                out[i] = call(x[i]);                                                                             \
            __asm__ volatile("" ::: "memory");                                                                   \
        }                                                                                                        \
    }
#define TWO(name, type, call)                                                                                    \
    void mvec_##name##_##type(long iterations, long threads, long n, const type *x, const type *y, type *out) {  \
        for (long k = 0; k < iterations; k++) {                                                                  \
            for (long i = 0; i < n; i++)                                                                         \
                out[i] = call(x[i], y[i]);                                                                       \
            __asm__ volatile("" ::: "memory");                                                                   \
        }                                                                                                        \
    }
// Named as in Rust.
#define BOTH(what, name, call) what(name, double, call) what(name, float, call##f)

BOTH(ONE, exp, exp)
BOTH(ONE, exp2, exp2)
BOTH(ONE, exp_m1, expm1)
BOTH(ONE, ln, log)
BOTH(ONE, log2, log2)
BOTH(ONE, log10, log10)
BOTH(ONE, ln_1p, log1p)
BOTH(ONE, sin, sin)
BOTH(ONE, cos, cos)
BOTH(ONE, tan, tan)
BOTH(ONE, asin, asin)
BOTH(ONE, acos, acos)
BOTH(ONE, atan, atan)
BOTH(ONE, sinh, sinh)
BOTH(ONE, cosh, cosh)
BOTH(ONE, tanh, tanh)
BOTH(ONE, asinh, asinh)
BOTH(ONE, acosh, acosh)
BOTH(ONE, atanh, atanh)
BOTH(ONE, cbrt, cbrt)
BOTH(TWO, powf, pow)
BOTH(TWO, atan2, atan2)
BOTH(TWO, hypot, hypot)
