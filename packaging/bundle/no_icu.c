/* The thirty functions that Qt asks of ICU, each with the answer "not supported": 15 kB, not 39 MB.
 *
 * Qt has its own answer then: strings are compared and changed in case by Unicode alone, names of
 * time zones come from the system, and texts in old encodings are not its business here (DICOM's
 * character sets are decoded by Python). Built by no_icu.py under the names of ICU's libraries.
 */
#include <stddef.h>

enum { FILE_ACCESS_ERROR = 4, UNSUPPORTED_ERROR = 16 };
typedef int status_t;

#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define F(name) JOIN(name, ICU)
#pragma GCC visibility push(default)

void F(UCNV_FROM_U_CALLBACK_SUBSTITUTE)(void) {}
void F(UCNV_TO_U_CALLBACK_SUBSTITUTE)(void) {}

#define REFUSE(code) do { if (status) *status = (code); } while (0)

int F(u_strToLower)(void *to, int room, const void *s, int n, const char *locale, status_t *status) {
    (void)to, (void)room, (void)s, (void)n, (void)locale;
    REFUSE(UNSUPPORTED_ERROR);
    return 0;
}
int F(u_strToUpper)(void *to, int room, const void *s, int n, const char *locale, status_t *status) {
    (void)to, (void)room, (void)s, (void)n, (void)locale;
    REFUSE(UNSUPPORTED_ERROR);
    return 0;
}

void *F(ucal_open)(const void *id, int n, const char *locale, int kind, status_t *status) {
    (void)id, (void)n, (void)locale, (void)kind;
    REFUSE(UNSUPPORTED_ERROR);
    return NULL;
}
void F(ucal_close)(void *calendar) { (void)calendar; }
int F(ucal_getCanonicalTimeZoneID)(const void *id, int n, void *to, int room, signed char *system,
                                   status_t *status) {
    (void)id, (void)n, (void)to, (void)room;
    if (system) *system = 0;
    REFUSE(UNSUPPORTED_ERROR);
    return 0;
}
int F(ucal_getTimeZoneDisplayName)(const void *calendar, int kind, const char *locale, void *to,
                                   int room, status_t *status) {
    (void)calendar, (void)kind, (void)locale, (void)to, (void)room;
    REFUSE(UNSUPPORTED_ERROR);
    return 0;
}

/* A converter never opens, so that what takes one is never called. */
void *F(ucnv_open)(const char *name, status_t *status) {
    (void)name;
    REFUSE(FILE_ACCESS_ERROR);
    return NULL;
}
int F(ucnv_countAvailable)(void) { return 0; }
const char *F(ucnv_getAvailableName)(int n) { (void)n; return NULL; }
const char *F(ucnv_getStandardName)(const char *name, const char *standard, status_t *status) {
    (void)name, (void)standard;
    REFUSE(UNSUPPORTED_ERROR);
    return NULL;
}
void F(ucnv_close)(void *c) { (void)c; }
void F(ucnv_reset)(void *c) { (void)c; }
const char *F(ucnv_getName)(const void *c, status_t *status) { (void)c; REFUSE(UNSUPPORTED_ERROR); return NULL; }
signed char F(ucnv_getMaxCharSize)(const void *c) { (void)c; return 1; }
int F(ucnv_fromUCountPending)(const void *c, status_t *status) { (void)c; REFUSE(UNSUPPORTED_ERROR); return 0; }
int F(ucnv_toUCountPending)(const void *c, status_t *status) { (void)c; REFUSE(UNSUPPORTED_ERROR); return 0; }

#define NEVER(name) void F(name)(void *a, void *b, void *c, void *d, void *e, void *f, int g,        \
                                 status_t *status) {                                              \
    (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)status;                   \
}
NEVER(ucnv_fromUnicode)
NEVER(ucnv_toUnicode)
NEVER(ucnv_getFromUCallBack)
NEVER(ucnv_getToUCallBack)
NEVER(ucnv_setFromUCallBack)
NEVER(ucnv_setToUCallBack)
NEVER(ucnv_cbFromUWriteUChars)
NEVER(ucnv_cbToUWriteUChars)

void *F(ucol_open)(const char *locale, status_t *status) {
    (void)locale;
    REFUSE(FILE_ACCESS_ERROR);
    return NULL;
}
void F(ucol_close)(void *collator) { (void)collator; }
void F(ucol_setAttribute)(void *collator, int what, int value, status_t *status) {
    (void)collator, (void)what, (void)value;
    REFUSE(UNSUPPORTED_ERROR);
}
int F(ucol_strcoll)(const void *collator, const void *a, int n, const void *b, int m) {
    (void)collator, (void)a, (void)n, (void)b, (void)m;
    return 0;
}
int F(ucol_getSortKey)(const void *collator, const void *s, int n, void *to, int room) {
    (void)collator, (void)s, (void)n, (void)to, (void)room;
    return 0;
}
