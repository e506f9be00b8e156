#define _GNU_SOURCE
#include "spawn_child.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { failure_descriptor = 4, first_spare_descriptor = 16 };

static void become_default_for_signals(void) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) sigaction(number, &action, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
}

static int take_descriptors(const int wanted[4], int failure) {
    // Copies above the targets first: a wanted descriptor may itself be one of 0 to 4.
    int copies[4];
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (null < 0) return -1;
    for (int target = 0; target < 4; target++) {
        int source = wanted[target] >= 0 ? wanted[target] : null;
        copies[target] = fcntl(source, F_DUPFD_CLOEXEC, first_spare_descriptor);
        if (copies[target] < 0) return -1;
    }
    int spare = fcntl(failure, F_DUPFD_CLOEXEC, first_spare_descriptor);
    if (spare < 0 || dup3(spare, failure_descriptor, O_CLOEXEC) < 0) return -1;
    for (int target = 0; target < 4; target++)
        if (dup2(copies[target], target) < 0) return -1;
    if (wanted[3] < 0) close(3);
    return close_range(failure_descriptor + 1, ~0U, 0);
}

static int become_user(const struct child_setup *setup) {
    if (!setup->changes_user) return 0;
    return setgroups(0, 0) || setresgid(setup->gid, setup->gid, setup->gid)
        || setresuid(setup->uid, setup->uid, setup->uid);
}

// A program that was just written is busy as long as any process has it open for writing: a child that another thread forked
// meanwhile has a copy of our descriptor until it executes its own program, which on a busy machine can take seconds: ten are waited
// for. Returns only where that fails.
static void execute(const char *path, char *const arguments[], char *const environment[]) {
    const struct timespec moment = {.tv_nsec = 10 * 1000 * 1000};
    for (int attempt = 0; attempt < 1000; attempt++) {
        execve(path, arguments, environment);
        if (errno != ETXTBSY) return;
        nanosleep(&moment, 0);
    }
    errno = ETXTBSY;
}

pid_t spawn_child(const char *path, char *const arguments[], char *const environment[], const struct child_setup *setup) {
    int failure[2];
    if (pipe2(failure, O_CLOEXEC)) return -errno;

    // No handler of the parent may run in the child between fork and exec.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pid_t child = fork();
    if (child == 0) {
        int report = failure[1];
        if (setsid() >= 0 && chdir("/") == 0 && take_descriptors(setup->descriptors, report) == 0) {
            report = failure_descriptor;
            if (become_user(setup) == 0) {
                become_default_for_signals();
                execute(path, arguments, environment);
            }
        }
        int reason = errno;
        ssize_t written = write(report, &reason, sizeof reason);
        _exit(written == sizeof reason ? 127 : 126);
    }
    int reason = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, 0);
    close(failure[1]);
    if (child > 0) {
        ssize_t count;
        while ((count = read(failure[0], &reason, sizeof reason)) < 0 && errno == EINTR) {}
        if (count > 0) waitpid(child, 0, 0);
    }
    close(failure[0]);
    return reason ? -reason : child;
}

int anonymous_file(void) { return memfd_create("advisor", MFD_CLOEXEC); }
