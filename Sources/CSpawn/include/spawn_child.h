#ifndef ADVISOR_SPAWN_CHILD_H
#define ADVISOR_SPAWN_CHILD_H

#include <sys/types.h>

/// What a child process is given instead of what its parent has.
struct child_setup {
    /// Descriptors of the parent that become 0, 1, 2 and 3; -1 gives /dev/null (and nothing as 3).
    int descriptors[4];
    /// Whether to become `uid` and `gid`, without supplementary groups; only root can.
    int changes_user;
    uid_t uid;
    gid_t gid;
};

/// Starts `path` in a session of its own, in the folder /, with default signal handling and no other descriptors.
/// Returns the child's process id, or the negated errno of the step that failed (of exec, too).
pid_t spawn_child(const char *path, char *const arguments[], char *const environment[], const struct child_setup *setup);

/// An anonymous file in memory, closed on exec, or -1 and errno.
int anonymous_file(void);

#endif
