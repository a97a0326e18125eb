// The hand-written loops that the tables call C: plain ones, and the best known ones where those are not the same.
//
// Every entry point is `name(iterations, threads, sizes..., pointers...)` and works on row-major arrays. With one thread
// nothing of OpenMP is called. Compiled with `gcc -O3 -march=native -fopenmp`, so that the compiler may vectorise for
// the machine at hand. The suffixes of the best known:
//
//   _nt    non-temporal stores, which do not first read the cache line that they overwrite
//   _tiles blocks of 32 x 32 elements, transposed 8 x 8 in registers
//   _huge  the result lies in huge pages
//   _flat  rows of three elements as one run, with a pattern that repeats every 24
//   _lanes several independent chains instead of one
#include <immintrin.h>
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

// Runs the statement `iterations` times; the compiler may not assume that two repetitions do the same.
#define REPEAT for (long repetition = 0; repetition < iterations; repetition++, barrier())
static inline void barrier(void) { __asm__ volatile("" ::: "memory"); }

// Runs `call`, which uses `first` and `last`, on the part of `0..extent` that each thread gets.
#define IN_PARTS(extent, call)                                                                                        \
    do {                                                                                                              \
        if (threads <= 1) {                                                                                           \
            const long first = 0, last = (extent);                                                                    \
            call;                                                                                                     \
        } else {                                                                                                      \
            _Pragma("omp parallel num_threads(threads)") {                                                            \
                const long part = omp_get_thread_num(), parts = omp_get_num_threads();                                \
                const long first = (extent) * part / parts, last = (extent) * (part + 1) / parts;                     \
                call;                                                                                                 \
            }                                                                                                         \
        }                                                                                                             \
    } while (0)

// Eight doubles, at any address that is one of a double.
typedef double Lanes __attribute__((vector_size(64), aligned(8), may_alias));
typedef long Indices __attribute__((vector_size(64)));
enum { LANES = 8, TILE = 32 };

static inline Lanes load(const double *p) { return *(const Lanes *)p; }
static inline void store(double *p, Lanes x) { *(Lanes *)p = x; }

static inline int on_line(const double *p) { return ((uintptr_t)p & 63) == 0; }

// To an address on a cache line, past the caches; `_mm_sfence` before the threads meet.
static inline void stream(double *p, Lanes x) {
#ifdef __AVX512F__
    _mm512_stream_pd(p, (__m512d)x);
#else
    for (int k = 0; k < LANES; k += 2) _mm_stream_pd(p + k, (__m128d){x[k], x[k + 1]});
#endif
}

// A loop with non-temporal stores over `out[first..last]`: `one(i)` is an element, `eight(i)` eight of them.
#define STREAM_LOOP(out, first, last, one, eight)                                                                     \
    do {                                                                                                              \
        long i = (first);                                                                                             \
        for (; i < (last) && !on_line((out) + i); i++) (out)[i] = one(i);                                             \
        for (; i + LANES <= (last); i += LANES) stream((out) + i, eight(i));                                          \
        for (; i < (last); i++) (out)[i] = one(i);                                                                    \
    } while (0)

static inline double sum_of_lanes(Lanes x) {
    return ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]));
}

// The sum of a run, in 32 chains.
static double sum_run(const double *a, long n) {
    Lanes s[4] = {{0}};
    long i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES)
        for (int k = 0; k < 4; k++) s[k] += load(a + i + k * LANES);
    double sum = sum_of_lanes((s[0] + s[1]) + (s[2] + s[3]));
    for (; i < n; i++) sum += a[i];
    return sum;
}

// ---- STREAM: what the memory gives ---------------------------------------------------------------------------------

static void copy_part(long first, long last, const double *restrict a, double *restrict out) {
    for (long i = first; i < last; i++) out[i] = a[i];
}
void stream_copy(long iterations, int threads, long n, const double *a, double *out) {
    REPEAT IN_PARTS(n, copy_part(first, last, a, out));
}

static void copy_nt_part(long first, long last, const double *a, double *out) {
#define ONE(i) a[i]
#define EIGHT(i) load(a + i)
    STREAM_LOOP(out, first, last, ONE, EIGHT);
    _mm_sfence();
#undef ONE
#undef EIGHT
}
void stream_copy_nt(long iterations, int threads, long n, const double *a, double *out) {
    REPEAT IN_PARTS(n, copy_nt_part(first, last, a, out));
}

static void triad_part(long first, long last, const double *restrict a, const double *restrict b,
                       double *restrict out) {
    for (long i = first; i < last; i++) out[i] = a[i] + 3.0 * b[i];
}
void stream_triad(long iterations, int threads, long n, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n, triad_part(first, last, a, b, out));
}

static void triad_nt_part(long first, long last, const double *a, const double *b, double *out) {
#define ONE(i) a[i] + 3.0 * b[i]
#define EIGHT(i) load(a + i) + 3.0 * load(b + i)
    STREAM_LOOP(out, first, last, ONE, EIGHT);
    _mm_sfence();
#undef ONE
#undef EIGHT
}
void stream_triad_nt(long iterations, int threads, long n, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n, triad_nt_part(first, last, a, b, out));
}

// ---- The Laplacian: n x m in, (n - 2) x (m - 2) out ----------------------------------------------------------------

#define LAPLACIAN(T, name)                                                                                            \
    static void name##_part(long first, long last, long m, const T *restrict u, T *restrict out) {                    \
        for (long i = first; i < last; i++) {                                                                         \
            const T *up = u + i * m + 1, *middle = up + m, *down = middle + m;                                        \
            T *row = out + i * (m - 2);                                                                               \
            for (long j = 0; j < m - 2; j++)                                                                          \
                row[j] = up[j] + down[j] + middle[j - 1] + middle[j + 1] - 4 * middle[j];                             \
        }                                                                                                             \
    }                                                                                                                 \
    void name(long iterations, int threads, long n, long m, const T *u, T *out) {                                     \
        REPEAT IN_PARTS(n - 2, name##_part(first, last, m, u, out));                                                  \
    }
LAPLACIAN(double, laplacian_f64)
LAPLACIAN(float, laplacian_f32)

static void laplacian_nt_part(long first, long last, long m, const double *u, double *out) {
    for (long i = first; i < last; i++) {
        const double *up = u + i * m + 1, *middle = up + m, *down = middle + m;
        double *row = out + i * (m - 2);
#define ONE(j) up[j] + down[j] + middle[j - 1] + middle[j + 1] - 4 * middle[j]
#define EIGHT(j)                                                                                                      \
    load(up + j) + load(down + j) + load(middle + j - 1) + load(middle + j + 1) - 4 * load(middle + j)
        STREAM_LOOP(row, 0, m - 2, ONE, EIGHT);
#undef ONE
#undef EIGHT
    }
    _mm_sfence();
}
void laplacian_f64_nt(long iterations, int threads, long n, long m, const double *u, double *out) {
    REPEAT IN_PARTS(n - 2, laplacian_nt_part(first, last, m, u, out));
}

// ---- Elementwise ---------------------------------------------------------------------------------------------------

#define ADD(T, name)                                                                                                  \
    static void name##_part(long first, long last, const T *restrict a, const T *restrict b, T *restrict out) {       \
        for (long i = first; i < last; i++) out[i] = a[i] + b[i];                                                     \
    }                                                                                                                 \
    void name(long iterations, int threads, long n, long m, const T *a, const T *b, T *out) {                         \
        REPEAT IN_PARTS(n * m, name##_part(first, last, a, b, out));                                                  \
    }
ADD(double, add_f64)
ADD(float, add_f32)
ADD(int32_t, add_i32)
ADD(uint8_t, add_u8)

static void add_nt_part(long first, long last, const double *a, const double *b, double *out) {
#define ONE(i) a[i] + b[i]
#define EIGHT(i) load(a + i) + load(b + i)
    STREAM_LOOP(out, first, last, ONE, EIGHT);
    _mm_sfence();
#undef ONE
#undef EIGHT
}
void add_f64_nt(long iterations, int threads, long n, long m, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n * m, add_nt_part(first, last, a, b, out));
}

// (n, 1) + (m,)
static void outer_part(long first, long last, long m, const double *restrict x, const double *restrict y,
                       double *restrict out) {
    for (long i = first; i < last; i++)
        for (long j = 0; j < m; j++) out[i * m + j] = x[i] + y[j];
}
void outer_add(long iterations, int threads, long n, long m, const double *x, const double *y, double *out) {
    REPEAT IN_PARTS(n, outer_part(first, last, m, x, y, out));
}

static void outer_nt_part(long first, long last, long m, const double *x, const double *y, double *out) {
    for (long i = first; i < last; i++) {
        double *row = out + i * m;
#define ONE(j) x[i_] + y[j]
#define EIGHT(j) x[i_] + load(y + j)
        const long i_ = i;
        STREAM_LOOP(row, 0, m, ONE, EIGHT);
#undef ONE
#undef EIGHT
    }
    _mm_sfence();
}
void outer_add_nt(long iterations, int threads, long n, long m, const double *x, const double *y, double *out) {
    REPEAT IN_PARTS(n, outer_nt_part(first, last, m, x, y, out));
}

// x[1:-1:2, 1:-1:2] * 2
static void strided_part(long first, long last, long m, const double *restrict x, double *restrict out) {
    const long w = (m - 1) / 2;
    for (long i = first; i < last; i++)
        for (long j = 0; j < w; j++) out[i * w + j] = x[(2 * i + 1) * m + 2 * j + 1] * 2;
}
void strided_double(long iterations, int threads, long n, long m, const double *x, double *out) {
    REPEAT IN_PARTS((n - 1) / 2, strided_part(first, last, m, x, out));
}

// (n, 3) + (3,)
static void rows3_part(long first, long last, const double *restrict a, const double *restrict y,
                       double *restrict out) {
    for (long i = first; i < last; i++)
        for (long j = 0; j < 3; j++) out[i * 3 + j] = a[i * 3 + j] + y[j];
}
void rows3_add(long iterations, int threads, long n, const double *a, const double *y, double *out) {
    REPEAT IN_PARTS(n, rows3_part(first, last, a, y, out));
}

static void rows3_flat_part(long first, long last, const double *restrict a, const double *restrict y,
                            double *restrict out) {
    double pattern[24];
    for (int k = 0; k < 24; k++) pattern[k] = y[k % 3];
    long i = 3 * first;
    for (; i + 24 <= 3 * last; i += 24)
        for (int k = 0; k < 24; k++) out[i + k] = a[i + k] + pattern[k];
    for (; i < 3 * last; i++) out[i] = a[i] + y[i % 3];
}
void rows3_add_flat(long iterations, int threads, long n, const double *a, const double *y, double *out) {
    REPEAT IN_PARTS(n, rows3_flat_part(first, last, a, y, out));
}

// where(a > 0.5, a, b)
static void where_part(long first, long last, const double *restrict a, const double *restrict b,
                       double *restrict out) {
    for (long i = first; i < last; i++) out[i] = a[i] > 0.5 ? a[i] : b[i];
}
void where_larger(long iterations, int threads, long n, long m, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n * m, where_part(first, last, a, b, out));
}

// y += 1e-9 * x
static void axpy_part(long first, long last, const double *restrict x, double *restrict y) {
    for (long i = first; i < last; i++) y[i] += 1e-9 * x[i];
}
void axpy(long iterations, int threads, long n, long m, const double *x, double *y) {
    REPEAT IN_PARTS(n * m, axpy_part(first, last, x, y));
}

// ---- Operands that disagree about order ----------------------------------------------------------------------------

// Step s of a transpose of 8 x 8: rows i and i + s exchange the blocks of s elements off the diagonal.
static inline void exchange(Lanes rows[LANES], int s) {
    Indices low, high;
    for (int k = 0; k < LANES; k++) low[k] = k & s ? LANES + k - s : k, high[k] = k & s ? LANES + k : k + s;
#pragma GCC unroll 8
    for (int i = 0; i < LANES; i++) {
        if (i & s) continue;
        const Lanes a = rows[i], b = rows[i + s];
        rows[i] = __builtin_shuffle(a, b, low);
        rows[i + s] = __builtin_shuffle(a, b, high);
    }
}
static inline void transpose(Lanes rows[LANES]) { exchange(rows, 1), exchange(rows, 2), exchange(rows, 4); }

// The tiles of rows first..last and all n columns of an n x n result. `block(i, j)` does 8 x 8 of them, `one(i, j)` one.
#define IN_TILES(first, last, n, block, one)                                                                          \
    for (long ti = (first); ti < (last); ti += TILE)                                                                  \
        for (long tj = 0; tj < (n); tj += TILE) {                                                                     \
            const long end_i = ti + TILE < (last) ? ti + TILE : (last), end_j = tj + TILE < (n) ? tj + TILE : (n);    \
            const long full_i = ti + (end_i - ti) / LANES * LANES, full_j = tj + (end_j - tj) / LANES * LANES;        \
            for (long i = ti; i < full_i; i += LANES)                                                                 \
                for (long j = tj; j < full_j; j += LANES) block(i, j);                                                \
            for (long i = ti; i < end_i; i++)                                                                         \
                for (long j = i < full_i ? full_j : tj; j < end_j; j++) one(i, j);                                    \
        }

// a + b.T
static void add_t_part(long first, long last, long n, const double *restrict a, const double *restrict b,
                       double *restrict out) {
    for (long i = first; i < last; i++)
        for (long j = 0; j < n; j++) out[i * n + j] = a[i * n + j] + b[j * n + i];
}
void add_transposed(long iterations, int threads, long n, long m, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n, add_t_part(first, last, m, a, b, out));
}

static void add_t_tiles_part(long first, long last, long n, const double *restrict a, const double *restrict b,
                             double *restrict out) {
#define ONE(i, j) out[(i) * n + (j)] = a[(i) * n + (j)] + b[(j) * n + (i)]
#define BLOCK(i, j)                                                                                                   \
    do {                                                                                                              \
        Lanes rows[LANES];                                                                                            \
        for (int k = 0; k < LANES; k++) rows[k] = load(b + ((j) + k) * n + (i));                                      \
        transpose(rows);                                                                                              \
        for (int k = 0; k < LANES; k++)                                                                               \
            store(out + ((i) + k) * n + (j), rows[k] + load(a + ((i) + k) * n + (j)));                                \
    } while (0)
    IN_TILES(first, last, n, BLOCK, ONE)
#undef ONE
#undef BLOCK
}
void add_transposed_tiles(long iterations, int threads, long n, long m, const double *a, const double *b,
                          double *out) {
    REPEAT IN_PARTS(n, add_t_tiles_part(first, last, m, a, b, out));
}

static void copy_t_part(long first, long last, long n, const double *restrict b, double *restrict out) {
    for (long i = first; i < last; i++)
        for (long j = 0; j < n; j++) out[i * n + j] = b[j * n + i];
}
void copy_transposed(long iterations, int threads, long n, long m, const double *b, double *out) {
    REPEAT IN_PARTS(n, copy_t_part(first, last, m, b, out));
}

static void copy_t_tiles_part(long first, long last, long n, const double *restrict b, double *restrict out) {
#define ONE(i, j) out[(i) * n + (j)] = b[(j) * n + (i)]
#define BLOCK(i, j)                                                                                                   \
    do {                                                                                                              \
        Lanes rows[LANES];                                                                                            \
        for (int k = 0; k < LANES; k++) rows[k] = load(b + ((j) + k) * n + (i));                                      \
        transpose(rows);                                                                                              \
        for (int k = 0; k < LANES; k++) store(out + ((i) + k) * n + (j), rows[k]);                                    \
    } while (0)
    IN_TILES(first, last, n, BLOCK, ONE)
#undef ONE
#undef BLOCK
}
void copy_transposed_tiles(long iterations, int threads, long n, long m, const double *b, double *out) {
    REPEAT IN_PARTS(n, copy_t_tiles_part(first, last, m, b, out));
}

// The copy of p (s0, s1, s2, s3), axes permuted to (3, 1, 0, 2).
static void copy_p_part(long first, long last, long s0, long s1, long s2, long s3, const double *restrict p,
                        double *restrict out) {
    for (long l = first; l < last; l++)
        for (long j = 0; j < s1; j++)
            for (long i = 0; i < s0; i++)
                for (long k = 0; k < s2; k++)
                    out[((l * s1 + j) * s0 + i) * s2 + k] = p[((i * s1 + j) * s2 + k) * s3 + l];
}
void copy_permuted(long iterations, int threads, long s0, long s1, long s2, long s3, const double *p, double *out) {
    REPEAT IN_PARTS(s3, copy_p_part(first, last, s0, s1, s2, s3, p, out));
}

// The last two extents have to be multiples of 8.
static void copy_p_tiles_part(long first, long last, long s0, long s1, long s2, long s3, const double *restrict p,
                              double *restrict out) {
    for (long j = first; j < last; j++)
        for (long i = 0; i < s0; i++) {
            const double *from = p + (i * s1 + j) * s2 * s3;
            double *to = out + (j * s0 + i) * s2;
            for (long l = 0; l < s3; l += LANES)
                for (long k = 0; k < s2; k += LANES) {
                    Lanes rows[LANES];
                    for (int x = 0; x < LANES; x++) rows[x] = load(from + (k + x) * s3 + l);
                    transpose(rows);
                    for (int x = 0; x < LANES; x++) store(to + (l + x) * s1 * s0 * s2 + k, rows[x]);
                }
        }
}
void copy_permuted_tiles(long iterations, int threads, long s0, long s1, long s2, long s3, const double *p,
                         double *out) {
    REPEAT IN_PARTS(s1, copy_p_tiles_part(first, last, s0, s1, s2, s3, p, out));
}

// ---- Fresh results: allocated and freed at every call; the middle element goes to `probe` ---------------------------

// As malloc, but asks for huge pages if the result is large.
static double *allocate_huge(long n) {
    double *p = malloc(n * sizeof *p);
    const uintptr_t page = ((uintptr_t)p + 4095) & ~(uintptr_t)4095, end = (uintptr_t)(p + n);
    if (n * sizeof *p >= 1 << 22) madvise((void *)page, end - page, MADV_HUGEPAGE);
    return p;
}
static double *allocate(long n) { return malloc(n * sizeof(double)); }

#define FRESH(name, allocator, extent, length, call, ...)                                                             \
    void name(long iterations, int threads, long n, long m, __VA_ARGS__, double *probe) {                             \
        REPEAT {                                                                                                      \
            double *out = allocator(length);                                                                          \
            IN_PARTS(extent, call);                                                                                   \
            *probe = out[(length) / 2];                                                                               \
            free(out);                                                                                                \
        }                                                                                                             \
    }
FRESH(laplacian_fresh, allocate, n - 2, (n - 2) * (m - 2), laplacian_f64_part(first, last, m, u, out), const double *u)
FRESH(laplacian_fresh_huge, allocate_huge, n - 2, (n - 2) * (m - 2), laplacian_f64_part(first, last, m, u, out),
      const double *u)
FRESH(add_fresh, allocate, n * m, n * m, add_f64_part(first, last, a, b, out), const double *a, const double *b)
FRESH(add_fresh_huge, allocate_huge, n * m, n * m, add_f64_part(first, last, a, b, out), const double *a,
      const double *b)

// ---- Reductions ----------------------------------------------------------------------------------------------------

void sum_all(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT {
        double sum = 0;
        if (threads <= 1) {
            sum = sum_run(a, n * m);
        } else {
#pragma omp parallel num_threads(threads) reduction(+ : sum)
            {
                const long part = omp_get_thread_num(), parts = omp_get_num_threads();
                const long first = n * m * part / parts, last = n * m * (part + 1) / parts;
                sum += sum_run(a + first, last - first);
            }
        }
        *out = sum;
    }
}

// Sums of integers, in 64 bits.
#define SUM_INTEGERS(T, Wide, name)                                                                                   \
    static Wide name##_run(const T *restrict a, long n) {                                                             \
        Wide sum = 0;                                                                                                 \
        for (long i = 0; i < n; i++) sum += a[i];                                                                     \
        return sum;                                                                                                   \
    }                                                                                                                 \
    void name(long iterations, int threads, long n, long m, const T *a, Wide *out) {                                  \
        REPEAT {                                                                                                      \
            Wide sum = 0;                                                                                             \
            IN_PARTS(n * m, __atomic_fetch_add(&sum, name##_run(a + first, last - first), __ATOMIC_RELAXED));         \
            *out = sum;                                                                                               \
        }                                                                                                             \
    }
SUM_INTEGERS(int32_t, int64_t, sum_i32)
SUM_INTEGERS(uint8_t, uint64_t, sum_u8)

static void sum_axis0_part(long first, long last, long n, long m, const double *restrict a, double *restrict out) {
    for (long j = first; j < last; j++) out[j] = 0;
    for (long i = 0; i < n; i++)
        for (long j = first; j < last; j++) out[j] += a[i * m + j];
}
void sum_axis0(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT IN_PARTS(m, sum_axis0_part(first, last, n, m, a, out));
}

static void sum_axis1_part(long first, long last, long m, const double *a, double *out) {
    for (long i = first; i < last; i++) out[i] = sum_run(a + i * m, m);
}
void sum_axis1(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT IN_PARTS(n, sum_axis1_part(first, last, m, a, out));
}

// (n, 3) summed over axis 0: eight rows at once, in 24 chains.
static void rows3_sum_part(long first, long last, const double *restrict a, double *restrict out) {
    double s[24] = {0};
    long i = 3 * first;
    for (; i + 24 <= 3 * last; i += 24)
        for (int k = 0; k < 24; k++) s[k] += a[i + k];
    for (; i < 3 * last; i++) s[i % 3] += a[i];
#pragma omp critical
    for (int k = 0; k < 24; k++) out[k % 3] += s[k];
}
void rows3_sum_axis0(long iterations, int threads, long n, const double *a, double *out) {
    REPEAT {
        out[0] = out[1] = out[2] = 0;
        IN_PARTS(n, rows3_sum_part(first, last, a, out));
    }
}

// ---- Variance, cumulative sums, selection, joining -----------------------------------------------------------------

// The sum of the squares of a - mean, in 32 chains.
static double squares_run(const double *a, long n, double mean) {
    Lanes s[4] = {{0}};
    long i = 0;
    for (; i + 4 * LANES <= n; i += 4 * LANES)
        for (int k = 0; k < 4; k++) {
            const Lanes x = load(a + i + k * LANES) - mean;
            s[k] += x * x;
        }
    double sum = sum_of_lanes((s[0] + s[1]) + (s[2] + s[3]));
    for (; i < n; i++) sum += (a[i] - mean) * (a[i] - mean);
    return sum;
}
void var_all(long iterations, int threads, long n, long m, const double *a, double *out) {
    const long length = n * m;
    REPEAT {
        double mean = 0, squares = 0;
        sum_all(1, threads, n, m, a, &mean);
        mean /= length;
        if (threads <= 1) {
            squares = squares_run(a, length, mean);
        } else {
#pragma omp parallel num_threads(threads) reduction(+ : squares)
            {
                const long part = omp_get_thread_num(), parts = omp_get_num_threads();
                const long first = length * part / parts, last = length * (part + 1) / parts;
                squares += squares_run(a + first, last - first, mean);
            }
        }
        *out = squares / length;
    }
}

// Blocks of 512 columns, so that means and squares stay in the first cache.
static void var_axis0_part(long first, long last, long n, long m, const double *restrict a, double *restrict out) {
    double mean[512], squares[512];
    for (long j0 = first; j0 < last; j0 += 512) {
        const long width = last - j0 < 512 ? last - j0 : 512;
        for (long j = 0; j < width; j++) mean[j] = squares[j] = 0;
        for (long i = 0; i < n; i++)
            for (long j = 0; j < width; j++) mean[j] += a[i * m + j0 + j];
        for (long j = 0; j < width; j++) mean[j] /= n;
        for (long i = 0; i < n; i++)
            for (long j = 0; j < width; j++) {
                const double x = a[i * m + j0 + j] - mean[j];
                squares[j] += x * x;
            }
        for (long j = 0; j < width; j++) out[j0 + j] = squares[j] / n;
    }
}
void var_axis0(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT IN_PARTS(m, var_axis0_part(first, last, n, m, a, out));
}

static void cumsum_axis0_part(long first, long last, long n, long m, const double *restrict a, double *restrict out) {
    for (long j = first; j < last; j++) out[j] = a[j];
    for (long i = 1; i < n; i++)
        for (long j = first; j < last; j++) out[i * m + j] = out[(i - 1) * m + j] + a[i * m + j];
}
void cumsum_axis0(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT IN_PARTS(m, cumsum_axis0_part(first, last, n, m, a, out));
}

static void cumsum_axis1_part(long first, long last, long m, const double *restrict a, double *restrict out) {
    for (long i = first; i < last; i++) {
        double sum = 0;
        for (long j = 0; j < m; j++) out[i * m + j] = sum += a[i * m + j];
    }
}
void cumsum_axis1(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT IN_PARTS(n, cumsum_axis1_part(first, last, m, a, out));
}

// Four rows at a time: four chains of additions instead of one. n has to be a multiple of 4.
static void cumsum_axis1_lanes_part(long first, long last, long m, const double *restrict a, double *restrict out) {
    for (long i = 4 * first; i < 4 * last; i += 4) {
        double sum[4] = {0};
        for (long j = 0; j < m; j++)
            for (int k = 0; k < 4; k++) out[(i + k) * m + j] = sum[k] += a[(i + k) * m + j];
    }
}
void cumsum_axis1_lanes(long iterations, int threads, long n, long m, const double *a, double *out) {
    REPEAT IN_PARTS(n / 4, cumsum_axis1_lanes_part(first, last, m, a, out));
}

// a[a > 0.5]: `out` has room for n; `count` receives how many there are.
void select_larger(long iterations, int threads, long n, const double *restrict a, double *restrict out,
                   long *restrict count) {
    (void)threads;
    REPEAT {
        long k = 0;
        for (long i = 0; i < n; i++) {
            out[k] = a[i];
            k += a[i] > 0.5;
        }
        *count = k;
    }
}
void select_larger_fresh(long iterations, int threads, long n, const double *a, double *probe) {
    REPEAT {
        double *out = allocate(n);
        long count;
        select_larger(1, threads, n, a, out, &count);
        *probe = out[count / 2];
        free(out);
    }
}
#ifdef __AVX512F__
void select_larger_lanes(long iterations, int threads, long n, const double *a, double *out, long *count) {
    (void)threads;
    REPEAT {
        long k = 0, i = 0;
        for (; i + LANES <= n; i += LANES) {
            const __m512d x = _mm512_loadu_pd(a + i);
            const __mmask8 larger = _mm512_cmp_pd_mask(x, _mm512_set1_pd(0.5), _CMP_GT_OQ);
            _mm512_storeu_pd(out + k, _mm512_maskz_compress_pd(larger, x));
            k += __builtin_popcount(larger);
        }
        for (; i < n; i++) {
            out[k] = a[i];
            k += a[i] > 0.5;
        }
        *count = k;
    }
}
#endif

static void concatenate_part(long first, long last, long m, const double *a, const double *b, double *out) {
    for (long i = first; i < last; i++) {
        memcpy(out + 2 * i * m, a + i * m, m * sizeof *a);
        memcpy(out + (2 * i + 1) * m, b + i * m, m * sizeof *b);
    }
}
void concatenate_axis1(long iterations, int threads, long n, long m, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n, concatenate_part(first, last, m, a, b, out));
}

static void stack_part(long first, long last, const double *restrict a, const double *restrict b,
                       double *restrict out) {
    for (long i = first; i < last; i++) {
        out[2 * i] = a[i];
        out[2 * i + 1] = b[i];
    }
}
void stack_last(long iterations, int threads, long n, long m, const double *a, const double *b, double *out) {
    REPEAT IN_PARTS(n * m, stack_part(first, last, a, b, out));
}
