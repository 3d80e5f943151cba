// Names and sockets, the part of libc.c whose structs and numbers differ most.
#define _GNU_SOURCE
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// addrinfo has canonname before addr; flags and error numbers differ
struct b_addrinfo {
  int flags, family, socktype, protocol;
  socklen_t addrlen;
  char *canonname;
  struct sockaddr *addr;
  struct b_addrinfo *next;
};

static int name_error(int e) {
  switch (e) {
    case 0: return 0;
    case EAI_AGAIN: return 2;
    case EAI_BADFLAGS: return 3;
    case EAI_FAMILY: return 5;
    case EAI_MEMORY: return 6;
    case EAI_NODATA: return 7;
    case EAI_NONAME: return 8;
    case EAI_SERVICE: return 9;
    case EAI_SOCKTYPE: return 10;
    case EAI_SYSTEM: return 11;
    default: return 4;  // EAI_FAIL
  }
}

void b_freeaddrinfo(struct b_addrinfo *p) {
  while (p) {
    struct b_addrinfo *next = p->next;
    free(p->canonname);
    free(p->addr);
    free(p);
    p = next;
  }
}

int b_getaddrinfo(const char *node, const char *service, const struct b_addrinfo *hints, struct b_addrinfo **out) {
  struct addrinfo h = {0}, *found;
  if (hints) {
    h.ai_family = hints->family;
    h.ai_socktype = hints->socktype;
    h.ai_protocol = hints->protocol;
    if (hints->flags & 0x001) h.ai_flags |= AI_PASSIVE;
    if (hints->flags & 0x002) h.ai_flags |= AI_CANONNAME;
    if (hints->flags & 0x004) h.ai_flags |= AI_NUMERICHOST;
    if (hints->flags & 0x008) h.ai_flags |= AI_NUMERICSERV;
    if (hints->flags & 0x100) h.ai_flags |= AI_ALL;
    if (hints->flags & 0x800) h.ai_flags |= AI_V4MAPPED;
  }
  int e = getaddrinfo(node, service, hints ? &h : 0, &found);
  if (e) return name_error(e);
  struct b_addrinfo **tail = out;
  *out = 0;
  for (struct addrinfo *p = found; p; p = p->ai_next) {
    struct b_addrinfo *n = calloc(1, sizeof *n);
    n->family = p->ai_family;
    n->socktype = p->ai_socktype;
    n->protocol = p->ai_protocol;
    n->addrlen = p->ai_addrlen;
    n->addr = malloc(p->ai_addrlen);
    memcpy(n->addr, p->ai_addr, p->ai_addrlen);
    if (p->ai_canonname) n->canonname = strdup(p->ai_canonname);
    *tail = n;
    tail = &n->next;
  }
  freeaddrinfo(found);
  return 0;
}
const char *b_gai_strerror(int e) { (void)e; return "name lookup failed"; }

int b_getnameinfo(const struct sockaddr *addr, socklen_t addrlen, char *host, socklen_t hostlen, char *service, socklen_t servicelen, int flags) {
  int f = 0;
  if (flags & 1) f |= NI_NOFQDN;
  if (flags & 2) f |= NI_NUMERICHOST;
  if (flags & 4) f |= NI_NAMEREQD;
  if (flags & 8) f |= NI_NUMERICSERV;
  if (flags & 16) f |= NI_DGRAM;
  return name_error(getnameinfo(addr, addrlen, host, hostlen, service, servicelen, f));
}

// Prints where the SDK connects to, when NATIVE_DEBUG is set: the quickest way to see a wrong host or port.
int b_connect(int fd, const struct sockaddr *addr, socklen_t len) {
  if (getenv("NATIVE_DEBUG") && (addr->sa_family == AF_INET || addr->sa_family == AF_INET6)) {
    char host[64], port[16];
    getnameinfo(addr, len, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    fprintf(stderr, "[native connect] %s:%s\n", host, port);
  }
  return connect(fd, addr, len);
}
