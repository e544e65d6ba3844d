/* The products of matrices that NumPy asks of OpenBLAS, in plain loops: 30 kB in place of 28 MB.
 *
 * It takes the place of the library that a wheel of NumPy brings, under the same name. The viewer
 * multiplies matrices of four rows; an image of N pixels by a 3 x 3 matrix takes as long as with
 * OpenBLAS. ILP64: every integer has 64 bits. Built by compiled.py, tested against NumPy with
 * OpenBLAS by tests/unit/packaging/test_small_blas.py.
 */
#include <complex.h>
#include <stdint.h>

typedef int64_t n_t;
enum { ROW = 101, COLUMN = 102, PLAIN = 111, TURNED = 112, CONJUGATED = 113, UPPER = 121 };

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif
#define NAME(f) scipy_cblas_##f##64_
#define START(n, step) ((step) < 0 ? (1 - (n)) * (step) : 0)
#define SAME(x) (x)

/* T a type; S how scalars are passed: by value for real types, by address for complex ones. */
#define FAMILY(p, T, S, VALUE, CONJ)                                                               \
    static T p##at(const T *a, n_t lead, n_t row, n_t column, int order, int turn) {               \
        n_t r = turn == PLAIN ? row : column, c = turn == PLAIN ? column : row;                    \
        T value = a[order == ROW ? r * lead + c : c * lead + r];                                   \
        return turn == CONJUGATED ? CONJ(value) : value;                                           \
    }                                                                                              \
    EXPORT void NAME(p##axpy)(n_t n, S alpha, const T *x, n_t sx, T *y, n_t sy) {                  \
        n_t ix = START(n, sx), iy = START(n, sy);                                                  \
        for (n_t i = 0; i < n; i++, ix += sx, iy += sy) y[iy] += VALUE(alpha) * x[ix];             \
    }                                                                                              \
    EXPORT void NAME(p##gemv)(int order, int turn, n_t rows, n_t columns, S alpha, const T *a,     \
                              n_t lead, const T *x, n_t sx, S beta, T *y, n_t sy) {                \
        n_t n = turn == PLAIN ? rows : columns, m = turn == PLAIN ? columns : rows;                \
        n_t iy = START(n, sy);                                                                     \
        for (n_t i = 0; i < n; i++, iy += sy) {                                                    \
            T sum = 0;                                                                             \
            n_t ix = START(m, sx);                                                                 \
            for (n_t k = 0; k < m; k++, ix += sx) sum += p##at(a, lead, i, k, order, turn) * x[ix]; \
            y[iy] = VALUE(alpha) * sum + (VALUE(beta) == 0 ? 0 : VALUE(beta) * y[iy]);             \
        }                                                                                          \
    }                                                                                              \
    EXPORT void NAME(p##gemm)(int order, int ta, int tb, n_t m, n_t n, n_t k, S alpha, const T *a, \
                              n_t la, const T *b, n_t lb, S beta, T *c, n_t lc) {                  \
        for (n_t i = 0; i < m; i++)                                                                \
            for (n_t j = 0; j < n; j++) {                                                          \
                T sum = 0, *to = c + (order == ROW ? i * lc + j : j * lc + i);                     \
                for (n_t l = 0; l < k; l++)                                                        \
                    sum += p##at(a, la, i, l, order, ta) * p##at(b, lb, l, j, order, tb);          \
                *to = VALUE(alpha) * sum + (VALUE(beta) == 0 ? 0 : VALUE(beta) * *to);             \
            }                                                                                      \
    }                                                                                              \
    EXPORT void NAME(p##syrk)(int order, int half, int turn, n_t n, n_t k, S alpha, const T *a,    \
                              n_t la, S beta, T *c, n_t lc) {                                      \
        for (n_t i = 0; i < n; i++)                                                                \
            for (n_t j = half == UPPER ? i : 0; j < (half == UPPER ? n : i + 1); j++) {            \
                T sum = 0, *to = c + (order == ROW ? i * lc + j : j * lc + i);                     \
                for (n_t l = 0; l < k; l++)                                                        \
                    sum += p##at(a, la, i, l, order, turn) * p##at(a, la, j, l, order, turn);      \
                *to = VALUE(alpha) * sum + (VALUE(beta) == 0 ? 0 : VALUE(beta) * *to);             \
            }                                                                                      \
    }

#define BY_ADDRESS_C(s) (*(const float complex *)(s))
#define BY_ADDRESS_Z(s) (*(const double complex *)(s))
FAMILY(s, float, float, SAME, SAME)
FAMILY(d, double, double, SAME, SAME)
FAMILY(c, float complex, const void *, BY_ADDRESS_C, conjf)
FAMILY(z, double complex, const void *, BY_ADDRESS_Z, conj)

#define DOT(p, T)                                                                                  \
    EXPORT T NAME(p##dot)(n_t n, const T *x, n_t sx, const T *y, n_t sy) {                         \
        n_t ix = START(n, sx), iy = START(n, sy);                                                  \
        double sum = 0;                                                                            \
        for (n_t i = 0; i < n; i++, ix += sx, iy += sy) sum += (double)x[ix] * y[iy];              \
        return (T)sum;                                                                             \
    }
DOT(s, float)
DOT(d, double)

#define COMPLEX_DOT(name, T, CONJ)                                                                 \
    EXPORT void NAME(name)(n_t n, const T *x, n_t sx, const T *y, n_t sy, T *out) {                \
        n_t ix = START(n, sx), iy = START(n, sy);                                                  \
        T sum = 0;                                                                                 \
        for (n_t i = 0; i < n; i++, ix += sx, iy += sy) sum += CONJ(x[ix]) * y[iy];                \
        *out = sum;                                                                                \
    }
COMPLEX_DOT(cdotu_sub, float complex, SAME)
COMPLEX_DOT(cdotc_sub, float complex, conjf)
COMPLEX_DOT(zdotu_sub, double complex, SAME)
COMPLEX_DOT(zdotc_sub, double complex, conj)
