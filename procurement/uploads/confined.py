"""Gives up what no program needs to read a file, then becomes that program: no network, no file but those of its own
folder, little memory and time. What it starts is held by the same."""

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterator

# Programs that open documents reserve far more than they use.
MEMORY = 4 * 1024 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
# Their code, letters and settings. Not /proc: the surroundings of other processes stand there.
READABLE = (
    "/usr", "/lib", "/lib64", "/bin", "/etc", "/opt", "/dev",
    "/var/lib/libreoffice", "/var/spool/libreoffice", "/var/cache/fontconfig",
)  # fmt: skip

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_ALLOW, _REFUSE, _EACCES = 0x7FFF0000, 0x00050000, 13
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _PROCESSOR, _FIRST_ARGUMENT = 0, 4, 16
_UNIX = 1
# The sign of the processor, and there: socket; refused (connect, ptrace, process_vm_readv and _writev, io_uring_setup,
# pidfd_getfd); answered as if done (bind, listen: LibreOffice does not start without a door, and nobody shall knock).
_CALLS = {
    "x86_64": (0xC000003E, 41, (42, 101, 310, 311, 425, 438), (49, 50)),
    "aarch64": (0xC00000B7, 198, (203, 117, 270, 271, 425, 438), (200, 201)),
}
# From here on x86_64 counts the calls of another way in.
_OTHER_WAY = 0x40000000
_CREATE_RULESET, _ADD_RULE, _RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ, _READ_FOLDER = 1, 2, 4, 8
# Rights over files that the first, second and third edition of it know.
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1}
_ALL_RIGHTS = (1 << 15) - 1


def main() -> None:
    """``SECONDS FOLDER PROGRAM [ARGUMENT …]``: without a refusal of the network there is no program (exit code 3)."""
    if sys.platform != "linux":
        sys.exit(3)
    seconds, folder, *program = sys.argv[1:]
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        sys.exit(3)
    _only_files_of(system, folder)
    if not _refuse_calls(system):
        sys.exit(3)
    known = {
        "HOME": folder,
        "TMPDIR": folder,
        "LC_ALL": "C.UTF-8",
        "PATH": "/usr/bin:/bin",
        "OMP_THREAD_LIMIT": "1",
    }
    os.execve(program[0], program, known)  # noqa: S606 - no shell is meant


def _refuse_calls(system: ctypes.CDLL) -> bool:
    if platform.machine() not in _CALLS:
        return False
    lines = list(_filter(*_CALLS[platform.machine()]))
    code = ctypes.create_string_buffer(b"".join(lines))
    order = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(lines), ctypes.addressof(code)))
    return bool(system.prctl(_SECCOMP, _FILTER, order, 0, 0) == 0)


def _filter(sign: int, socket: int, refused: tuple[int, ...], pretended: tuple[int, ...]) -> Iterator[bytes]:
    """A refused call says "no permission"; one of another processor or way in does, too."""

    def line(act: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
        return struct.pack("HBBI", act, then, otherwise, value)

    refuse = line(_RETURN, _REFUSE | _EACCES)
    yield line(_LOAD, _PROCESSOR)
    yield line(_EQUAL, sign, 1, 0)
    yield refuse
    yield line(_LOAD, _NUMBER)
    yield line(_AT_LEAST, _OTHER_WAY, 0, 1)
    yield refuse
    for call in refused:
        yield line(_EQUAL, call, 0, 1)
        yield refuse
    for call in pretended:
        yield line(_EQUAL, call, 0, 1)
        yield line(_RETURN, _REFUSE)
    yield line(_EQUAL, socket, 1, 0)
    yield line(_RETURN, _ALLOW)
    yield line(_LOAD, _FIRST_ARGUMENT)
    yield line(_EQUAL, _UNIX, 1, 0)
    yield refuse
    yield line(_RETURN, _ALLOW)


def _only_files_of(system: ctypes.CDLL, folder: str) -> None:
    """Landlock, where the kernel has it (5.13 and newer)."""
    edition = system.syscall(_CREATE_RULESET, None, 0, 1)
    if edition < 1:
        return
    rights = _RIGHTS.get(edition, _ALL_RIGHTS)
    held = ctypes.create_string_buffer(struct.pack("Q", rights))
    rules = system.syscall(_CREATE_RULESET, held, 8, 0)
    if rules < 0:
        return
    allowed = [(place, _EXECUTE | _READ | _READ_FOLDER) for place in READABLE] + [(folder, rights)]
    for place, right in [*allowed, ("/dev/null", _READ | _WRITE)]:
        if os.path.exists(place):
            opened = os.open(place, os.O_PATH)
            rule = ctypes.create_string_buffer(struct.pack("=Qi", right, opened))
            system.syscall(_ADD_RULE, rules, 1, rule, 0)
            os.close(opened)
    system.syscall(_RESTRICT, rules, 0)
    os.close(rules)


if __name__ == "__main__":
    main()
