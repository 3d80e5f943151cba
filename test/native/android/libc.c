// The part of Android's C library (bionic) that the SDK's x86_64 libraries need and glibc lacks or lays out differently.
// Together with sockets.c it becomes libshim.so, which stands in for libc.so, libm.so, libdl.so and liblog.so. Every symbol of
// those that the libraries ask for carries the version LIBC: setup/shim-symbols.ts gives it to the b_* functions here, and lets
// all others jump straight to glibc's function of the same name. The vendor's files stay byte for byte as published.
// Only what the three libraries of this release import is here; numbers are those of bionic's public headers (LP64).
#define _GNU_SOURCE
#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <time.h>
#include <unistd.h>

int *b_errno(void) { return __errno_location(); }

// ---- stdio: bionic's stdin, stdout and stderr are the elements of an array of 152-byte structs -------------------
enum { BIONIC_FILE = 152 };
char b_sF[3][BIONIC_FILE];

static FILE *file(FILE *p) {
  size_t offset = (char *)p - (char *)b_sF;
  if (offset >= sizeof b_sF) return p;
  return offset < BIONIC_FILE ? stdin : offset < 2 * BIONIC_FILE ? stdout : stderr;
}

int b_vfprintf(FILE *p, const char *format, va_list args) { return vfprintf(file(p), format, args); }
int b_fprintf(FILE *p, const char *format, ...) {
  va_list args;
  va_start(args, format);
  int n = vfprintf(file(p), format, args);
  va_end(args);
  return n;
}
int b_fputc(int c, FILE *p) { return fputc(c, file(p)); }
int b_fputs(const char *s, FILE *p) { return fputs(s, file(p)); }
size_t b_fwrite(const void *data, size_t size, size_t n, FILE *p) { return fwrite(data, size, n, file(p)); }
int b_fflush(FILE *p) { return fflush(p ? file(p) : 0); }
int b_ferror(FILE *p) { return ferror(file(p)); }
int b_feof(FILE *p) { return feof(file(p)); }
int b_fileno(FILE *p) { return fileno(file(p)); }
int b_getc(FILE *p) { return getc(file(p)); }
int b_ungetc(int c, FILE *p) { return ungetc(c, file(p)); }

void b_FD_SET_chk(int fd, fd_set *set, size_t size) { (void)size; FD_SET(fd, set); }
void b_FD_CLR_chk(int fd, fd_set *set, size_t size) { (void)size; FD_CLR(fd, set); }
int b_FD_ISSET_chk(int fd, const fd_set *set, size_t size) { (void)size; return FD_ISSET(fd, set); }

// ---- Android's log: to standard error, when NATIVE_DEBUG is set -----------------------------------------------------
int __android_log_print(int priority, const char *tag, const char *format, ...) {
  static int on = -1;
  if (on < 0) on = getenv("NATIVE_DEBUG") != 0;
  if (!on) return 0;
  char line[8192];
  va_list args;
  va_start(args, format);
  vsnprintf(line, sizeof line, format, args);
  va_end(args);
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  fprintf(stderr, "[native %ld.%03ld %d %s] %s\n", t.tv_sec % 10000, t.tv_nsec / 1000000, priority, tag ? tag : "", line);
  return 1;
}
void b_abort_message(const char *message) { fprintf(stderr, "[native abort] %s\n", message); }
int b_prop_get(const char *key, char *value) { (void)key; value[0] = 0; return 0; }

// ---- signals: flags first, then the handler and an 8-byte mask ------------------------------------------------------
struct b_sigaction {
  int flags;
  void (*handler)(int);
  unsigned long mask;
  void (*restorer)(void);
};
int b_sigaction(int signal, const struct b_sigaction *act, struct b_sigaction *old) {
  struct sigaction a = {0}, o;
  if (act) {
    a.sa_flags = act->flags;
    a.sa_handler = act->handler;
    memcpy(&a.sa_mask, &act->mask, sizeof act->mask);
  }
  int r = sigaction(signal, act ? &a : 0, &o);
  if (!r && old) {
    old->flags = o.sa_flags;
    old->handler = o.sa_handler;
    memcpy(&old->mask, &o.sa_mask, sizeof old->mask);
  }
  return r;
}
int b_sigfillset(unsigned long *mask) { *mask = ~0UL; return 0; }

// ---- strings, numbers, locale ---------------------------------------------------------------------------------------
extern int __xpg_strerror_r(int, char *, size_t);
int b_strerror_r(int e, char *buffer, size_t size) { return __xpg_strerror_r(e, buffer, size); }

size_t b_strlcpy(char *to, const char *from, size_t size) {
  size_t length = strlen(from);
  if (size) {
    size_t n = length < size ? length : size - 1;
    memcpy(to, from, n);
    to[n] = 0;
  }
  return length;
}

long b_sysconf(int name) {
  switch (name) {
    case 0x06: return sysconf(_SC_CLK_TCK);
    case 0x0b: return sysconf(_SC_OPEN_MAX);
    case 0x27: case 0x28: return sysconf(_SC_PAGESIZE);
    case 0x48: return sysconf(_SC_GETPW_R_SIZE_MAX);
    case 0x60: return sysconf(_SC_NPROCESSORS_CONF);
    case 0x61: return sysconf(_SC_NPROCESSORS_ONLN);
    case 0x62: return sysconf(_SC_PHYS_PAGES);
    case 0x63: return sysconf(_SC_AVPHYS_PAGES);
    case 0x6d: return sysconf(_SC_MONOTONIC_CLOCK);
  }
  fprintf(stderr, "[shim] sysconf %#x is not known\n", name);
  errno = EINVAL;
  return -1;
}

// long double has 128 bits in bionic
__float128 b_strtold(const char *s, char **end) { return strtod(s, end); }
__float128 b_strtold_l(const char *s, char **end, locale_t l) { return strtod_l(s, end, l); }
__float128 b_wcstold(const void *s, void *end) { (void)s; (void)end; abort(); }

locale_t b_newlocale(int mask, const char *name, locale_t base) {
  locale_t l = newlocale(mask, name, base);
  return l ? l : newlocale(mask, "C", base);
}
char *b_setlocale(int category, const char *name) { (void)category; (void)name; return "C"; }

// ---- mutexes: bionic's static initialisers of recursive and error-checking ones are not glibc's ---------------------
enum { BIONIC_RECURSIVE = 0x4000, BIONIC_ERRORCHECK = 0x8000 };

static int is_bionic(const int *word) { return (word[0] == BIONIC_RECURSIVE || word[0] == BIONIC_ERRORCHECK) && word[4] == 0; }

static pthread_mutex_t *mutex(pthread_mutex_t *m) {
  static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
  int *word = (int *)m;
  if (is_bionic(word)) {
    pthread_mutex_lock(&one);
    if (is_bionic(word)) {
      pthread_mutexattr_t attr;
      pthread_mutexattr_init(&attr);
      pthread_mutexattr_settype(&attr, word[0] == BIONIC_RECURSIVE ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_ERRORCHECK);
      pthread_mutex_init(m, &attr);
    }
    pthread_mutex_unlock(&one);
  }
  return m;
}
int b_mutex_lock(pthread_mutex_t *m) { return pthread_mutex_lock(mutex(m)); }
int b_mutex_trylock(pthread_mutex_t *m) { return pthread_mutex_trylock(mutex(m)); }
int b_mutex_unlock(pthread_mutex_t *m) { return pthread_mutex_unlock(mutex(m)); }
int b_mutexattr_init(long *attr) { *attr = 0; return 0; }
int b_mutexattr_settype(long *attr, int type) { *attr = 0; return pthread_mutexattr_settype((pthread_mutexattr_t *)attr, type); }
