// What the Postgres module needs from C: libpq, and Linux's calls to wait for its sockets, which Glibc leaves out.
#include <libpq-fe.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
