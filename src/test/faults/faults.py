#!/usr/bin/env python3
"""Injects faults of file systems, limits and clocks into a real server and checks that it bears them.

    src/test/faults/faults.py [--war target/logstreamer.war] [--jetty HOME] [--jobs N] [--keep] [NAME...]

Each scenario starts a server of its own, with a healthy log beside those it harms, and prints one line: PASS, FAIL or
SKIP and what was seen. SKIP means that this machine cannot inject the fault; run as root to skip least. Everything is
mounted in a mount namespace of its own and lies in a temporary directory. Exit status: 1 if a scenario failed, 2 if the
server cannot be started at all.

The server runs in the Jetty that the integration tests have unpacked, else in one that Maven fetches. A user who has no
Maven that works, or may not write to target/, names an unpacked jetty-home and the WAR, both readable for that user:

    sudo -u nobody src/test/faults/faults.py --war target/logstreamer.war --jetty target/containers/jetty-home-VERSION

The build runs the short set (FaultsIT), some scenarios at once, with the patience that a busy machine needs, and without
installing anything.
"""

import argparse
import concurrent.futures
import contextlib
import glob
import http.client
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
IN_NAMESPACE = "LOGSTREAMER_FAULTS_NAMESPACE"
NOBODY = 65534
MIB = 1 << 20


class Options:
    """What the command line says of all scenarios."""

    # All waiting is so many times as long as on a machine that has nothing else to do.
    patience = 1.0
    install = True


class Fail(Exception):
    """The server did not bear it."""


class Skip(Exception):
    """This machine cannot inject it."""


# ---- What the machine can do.


def run(*command, check=True):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if check and done.returncode != 0:
        raise OSError(f"{command[0]}: {(done.stderr or done.stdout).strip() or done.returncode}")
    return done.stdout


def is_root():
    return os.geteuid() == 0


def need_root(why):
    if not is_root():
        raise Skip(f"needs root: {why}")


def need_mounts():
    need_root("mounts")
    if IN_NAMESPACE not in os.environ:
        raise Skip("no mount namespace of its own (unshare --mount is refused)")


def install(package):
    """Tries once to get what is missing."""
    if Options.install and is_root() and shutil.which("apt-get"):
        subprocess.run(
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", package],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


def need_program(name, package):
    if not shutil.which(name):
        install(package)
    if not shutil.which(name):
        raise Skip(f"{name} is missing: apt-get install {package}")


def need_faketime():
    pattern = "/usr/lib/*/faketime/libfaketimeMT.so.1"
    if not glob.glob(pattern):
        install("libfaketime")
    found = glob.glob(pattern)
    if not found:
        raise Skip("libfaketime is missing: apt-get install libfaketime")
    return found[0]


def mount(*arguments):
    try:
        run("mount", *arguments)
    except OSError as e:
        raise Skip(f"cannot mount: {e}") from e


def as_server_user():
    """Root may do what a permission forbids, so the server is somebody else. It ends with this script, however that ends."""
    if not shutil.which("setpriv"):
        if is_root():
            raise Skip("setpriv is missing: apt-get install util-linux")
        return []
    other = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if is_root() else []
    return ["setpriv", *other, "--pdeathsig=KILL", "--"]


def wait_for(what, condition, seconds):
    """Returns the first true value; the condition is asked often."""
    seconds *= Options.patience
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Fail(f"not within {seconds:g} s: {what() if callable(what) else what}")
        time.sleep(0.02)


# ---- The logs, and those who read them.


class Stream(threading.Thread):
    """A subscriber from the oldest line on, who comes again by its last id."""

    def __init__(self, port, query):
        super().__init__(daemon=True)
        self.port, self.query = port, query
        self.lines, self.gaps, self.ends = [], [], 0
        self.last = "earliest"
        self.begun = threading.Event()
        self.closed = False
        self.response = None
        self.start()

    def run(self):
        while not self.closed:
            try:
                self.follow()
            except (OSError, http.client.HTTPException, ValueError, AttributeError):
                pass
            if not self.closed:
                self.ends += 1
                time.sleep(0.2)

    def follow(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            connection.request("GET", "/api/v1/stream?" + self.query, headers={"Last-Event-ID": self.last})
            self.response = connection.getresponse()
            if self.response.status != 200:
                raise OSError(f"status {self.response.status}")
            event, data, place = "", "", None
            for raw in self.response:
                line = raw.decode("utf-8", "replace").rstrip("\n")
                if line.startswith("event: "):
                    event = line[7:]
                elif line.startswith("data: "):
                    data += line[6:]
                elif line.startswith("id: "):
                    place = line[4:]
                elif line == "":
                    if place:
                        self.last = place
                        self.begun.set()
                    if event == "log_update":
                        self.lines.append((time.monotonic(), json.loads(data)))
                    elif event == "gap":
                        self.gaps.append(json.loads(data))
                    event, data, place = "", "", None
        finally:
            connection.close()

    def close(self):
        self.closed = True


class Log:
    """Numbered lines of one source: who writes them knows what must come."""

    def __init__(self, name, path):
        self.name, self.path = name, Path(os.fsdecode(path))
        self.written = 0
        self.at = {}
        self.stream = None
        self.descriptor = None

    def write(self, count=1, path=None):
        """Appends; with a descriptor held open, through that."""
        for _ in range(count):
            number = self.written + 1
            line = f"{self.name} {number} {'.' * 40}\n".encode()
            if self.descriptor is not None and path is None:
                os.write(self.descriptor, line)
            else:
                with open(path or self.path, "ab", buffering=0) as out:
                    out.write(line)
            self.written = number
            self.at[number] = time.monotonic()

    def seen(self):
        return [
            (at, int(found.group(1)))
            for at, record in list(self.stream.lines)
            if (found := re.match(rf"{re.escape(self.name)} (\d+) ", record["line"]))
        ]

    def await_all(self, seconds=5.0):
        def complete():
            seen = self.seen()
            return seen and seen[-1][1] == self.written

        wait_for(lambda: f"line {self.written} of {self.name}, has {[n for _, n in self.seen()][-3:]}", complete, seconds)

    def check(self):
        """Each line once, in order, or a gap."""
        numbers = [number for _, number in self.seen()]
        if sorted(set(numbers)) != sorted(numbers):
            raise Fail(f"{self.name}: lines came twice: {duplicates(numbers)}")
        if sorted(numbers) != numbers:
            raise Fail(f"{self.name}: lines out of order")
        lost = sorted(set(range(1, self.written + 1)) - set(numbers))
        if lost and not self.stream.gaps:
            raise Fail(f"{self.name}: {len(lost)} lines lost from {lost[0]} on, and no gap told")
        return f"{self.name}: {len(lost)} lines behind a gap" if lost else ""


def duplicates(numbers):
    seen, again = set(), []
    for number in numbers:
        if number in seen:
            again.append(number)
        seen.add(number)
    return again[:5]


class Witness(threading.Thread):
    """The healthy log, written all the time. Its lines must be there within a second."""

    STEP = 0.05

    def __init__(self, log):
        super().__init__(daemon=True)
        self.log = log
        self.first = log.written + 1
        self.stalls = []
        self.excuses = []
        self.stopping = False
        self.start()

    def run(self):
        while not self.stopping:
            before = time.monotonic()
            self.log.write()
            time.sleep(self.STEP)
            late = time.monotonic() - before - self.STEP
            if late > 0.1:
                self.stalls.append(late)

    @contextlib.contextmanager
    def excused(self):
        """The whole server is stopped meanwhile: what is written in this time counts from its end."""
        begin = time.monotonic()
        try:
            yield
        finally:
            self.excuses.append((begin - self.STEP - 1, time.monotonic()))

    def stop(self):
        self.stopping = True
        self.join()

    def worst(self):
        def due(number):
            at = self.log.at[number]
            return next((end for begin, end in self.excuses if begin <= at <= end), at)

        return max((at - due(number) for at, number in self.log.seen() if number >= self.first), default=0)

    def stalled(self):
        """What the machine itself held this script up."""
        return max(self.stalls, default=0)

    def may_wait(self):
        """How long a line may be on its way."""
        return Options.patience + self.stalled()


# ---- The server.


class World:
    """One scenario: its directories, its server, its logs, and what was seen."""

    def __init__(self, setup, name):
        self.setup = setup
        self.base = setup.work / name
        self.logs = self.base / "logs"
        self.state = self.base / "state"
        self.base.mkdir(mode=0o755)
        self.logs.mkdir()
        self.state.mkdir()
        (self.base / "temp").mkdir()
        if is_root():
            for owned in (self.state, self.base / "temp"):
                os.chown(owned, NOBODY, NOBODY)
        self.output = self.base / "server.txt"
        self.streams, self.harmed, self.notes, self.allowed = [], [], [], []
        self.process = None
        self.pid = None
        (self.base / "quiet").mkdir()
        self.witness_log = Log("witness", self.base / "quiet" / "witness.log")
        self.witness_log.write()
        self.witness = None
        self.fd_slack = 6
        self.cleanups = []

    def log(self, name, path, first=3):
        log = Log(name, path)
        log.write(first) if first else None
        self.harmed.append(log)
        return log

    def launch(self, sources, environment=None, before=()):
        self.port = free_port()
        listed = [f"witness={self.witness_log.path}"] + sources
        environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C.UTF-8",
            "LOGSTREAMER_SOURCES": ",".join(listed),
            "LOGSTREAMER_STATE_DIR": str(self.state),
            **(environment or {}),
        }
        command = [
            *as_server_user(),
            *before,
            "java",
            "-Xmx256m",
            "-Duser.language=en",
            "-Djava.util.logging.SimpleFormatter.format=%4$s %3$s %5$s%6$s%n",
            f"-Djava.io.tmpdir={self.base / 'temp'}",
            "-jar",
            str(self.setup.jetty / "start.jar"),
            f"jetty.base={self.setup.jetty_base}",
            "jetty.http.host=127.0.0.1",
            f"jetty.http.port={self.port}",
            "jetty.deploy.scanInterval=0",
            "jetty.httpConfig.sendDateHeader=true",
        ]
        self.out = open(self.output, "ab")
        self.process = subprocess.Popen(
            command, cwd=self.base, env=environment, stdin=subprocess.DEVNULL, stdout=self.out, stderr=subprocess.STDOUT
        )
        # Everything before java replaces itself by the next one.
        self.pid = self.process.pid
        self.await_ready()

    def await_ready(self):
        def ready():
            if self.process.poll() is not None:
                raise Fail(f"the server ended: {self.tail()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                return self.get("/readyz")[0] == 200

        wait_for(lambda: f"the server is ready: {self.tail()}", ready, 90)

    def start(self, sources, environment=None, before=(), merged=None):
        """Starts the server, follows all logs, and takes the measures everything is compared with."""
        self.launch(sources, environment, before)
        self.witness_log.stream = self.follow("source=witness")
        for log in self.harmed:
            log.stream = self.follow(urllib.parse.urlencode({"source": log.id if hasattr(log, "id") else log.name}))
        self.merged = self.follow(merged) if merged else None
        self.witness_log.await_all(20)
        self.witness = Witness(self.witness_log)

    def settle(self):
        """All that is there has been read: from now on changes are the fault's."""
        for log in self.harmed:
            if log.written:
                log.await_all(10)
        time.sleep(1)
        self.mark = len(self.messages())
        self.threads = self.our_threads()
        self.descriptors = self.open_files()
        self.live = self.live_bytes()
        for log in [self.witness_log, *self.harmed]:
            log.stream.ends = 0

    def follow(self, query):
        stream = Stream(self.port, query)
        self.streams.append(stream)
        if not stream.begun.wait(30 * Options.patience):
            raise Fail(f"a stream does not begin: {query}")
        return stream

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10 * Options.patience)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode("utf-8", "replace")
        finally:
            connection.close()

    def server_date(self):
        """The day as the server has it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10 * Options.patience)
        try:
            connection.request("GET", "/healthz")
            return " ".join(connection.getresponse().getheader("Date", "").split()[1:3])
        finally:
            connection.close()

    def sources(self):
        return {each["id"]: each for each in json.loads(self.get("/api/v1/sources")[1])["sources"]}

    def tail(self):
        return " / ".join(self.output.read_text(errors="replace").splitlines()[-4:])

    def stop(self, kill=False):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            try:
                self.process.wait(20 * Options.patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise Fail("the server does not stop within 20 s")
        if self.process:
            self.out.close()

    # ---- What is measured.

    def messages(self):
        """What the server has logged: level and text."""
        found = re.finditer(r"^(INFO|WARNING|SEVERE) io\.logstreamer\S* (.*)$", self.output.read_text(errors="replace"), re.M)
        return [(each.group(1), each.group(2)) for each in found]

    def told(self):
        return self.messages()[self.mark :]

    def expect_told(self, *patterns, exactly=1, within=5):
        """Each of these is logged so often, no more and no less, also after a while in which it is looked at again."""

        def count(pattern):
            return sum(bool(re.search(pattern, text)) for _, text in self.told())

        for pattern in patterns:
            self.allowed.append(pattern)
            wait_for(f"log message /{pattern}/", lambda: count(pattern) >= exactly, within)
        time.sleep(1.5)
        for pattern in patterns:
            if count(pattern) != exactly:
                raise Fail(f"{count(pattern)} log messages instead of {exactly}: /{pattern}/")

    def expect_at_most_once(self, *patterns):
        for pattern in patterns:
            told = sum(bool(re.search(pattern, text)) for _, text in self.told())
            if told > 1:
                raise Fail(f"{told} log messages instead of one: /{pattern}/")
            self.allowed.append(pattern)

    def our_threads(self):
        names = {}
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                name = (task / "comm").read_text().strip()
                if name.startswith("logstreamer"):
                    names[task.name] = name
        return names

    def open_files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def live_bytes(self):
        """After a full collection; None where the JDK's jcmd is not there."""
        if not shutil.which("jcmd"):
            return None
        with contextlib.suppress(OSError):
            total = run(*as_server_user(), "jcmd", self.pid, "GC.class_histogram").splitlines()[-1].split()
            if total and total[0] == "Total":
                return int(total[2])
        return None

    def finish(self):
        """What every scenario demands after everything has been mended."""
        for log in self.harmed:
            log.write(3)
            log.await_all(6)
        self.witness.stop()
        self.witness_log.await_all(3)
        seen = [note for note in (log.check() for log in [self.witness_log, *self.harmed]) if note]
        if self.witness_log.stream.gaps:
            raise Fail(f"a gap in the witness: {self.witness_log.stream.gaps[0]}")
        worst, stalled = self.witness.worst(), self.witness.stalled()
        if worst > self.witness.may_wait():
            raise Fail(f"the witness waited {worst:.2f} s (this machine stalled for {stalled:.2f} s)")
        ended = [stream.query for stream in self.streams if stream.ends]
        if ended:
            raise Fail(f"streams ended: {ended}")
        dead = sorted({name for task, name in self.threads.items() if task not in self.our_threads()})
        if dead:
            raise Fail(f"threads died: {dead}")
        odd = [
            f"{level} {text}"
            for level, text in self.told()
            if not any(re.search(pattern, text) for pattern in self.allowed)
        ]
        if odd:
            raise Fail(f"{len(odd)} log messages that nothing explains: {odd[0]}")
        seen.append(f"witness within {worst:.2f} s")
        seen.append(f"{len(self.threads)} threads")
        seen.append(self.compare_descriptors())
        seen.append(self.compare_memory())
        self.stop()
        return "; ".join(self.notes + [each for each in seen if each])

    def compare_descriptors(self):
        """Those of rotated files are let go within five seconds of silence, so this waits for it."""
        wait_for(
            lambda: f"descriptors back: {self.descriptors} before, {self.open_files()} after",
            lambda: self.open_files() <= self.descriptors + self.fd_slack,
            12,
        )
        return f"descriptors {self.descriptors}, {self.open_files()}"

    def compare_memory(self):
        after = self.live_bytes()
        if self.live is None or after is None:
            return "memory not measured (no answer of jcmd)"
        if after > self.live + 8 * MIB:
            raise Fail(f"memory: {self.live / MIB:.1f} MiB before, {after / MIB:.1f} MiB after")
        return f"live {self.live / MIB:.1f}, {after / MIB:.1f} MiB"

    def clean(self):
        for stream in self.streams:
            stream.close()
        if self.witness and not self.witness.stopping:
            self.witness.stop()
        with contextlib.suppress(Fail):
            self.stop(kill=True)
        for cleanup in reversed(self.cleanups):
            with contextlib.suppress(OSError):
                cleanup()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# ---- The scenarios.


SCENARIOS = {}

# One of each kind, for each build.
SHORT = (
    "file-denied",
    "directory-recreated",
    "odd-files",
    "odd-device",
    "bind-mount-vanishes",
    "inotify-exhausted",
    "state-full",
    "state-corrupt",
    "read-eio",
    "no-descriptors",
    "stopped-while-rotating",
    "clock-jumps",
)


def scenario(function):
    SCENARIOS[function.__name__.replace("_", "-")] = function
    return function


@scenario
def file_denied(w):
    """A file that may not be read at the start, then may."""
    app = w.log("app", w.logs / "app.log")
    os.chmod(app.path, 0)
    w.start([f"app={app.path}"])
    w.mark = 0
    w.expect_told(r"Source app: permission denied")
    app_problem = w.sources()["app"].get("problem", "")
    if "permission denied" not in app_problem:
        raise Fail(f"the list of sources does not say so: {app_problem!r}")
    os.chmod(app.path, 0o644)
    app.await_all(5)
    w.expect_told(r"Source app can be read again")
    told = len(w.told())
    w.settle()
    w.notes.append(f"{told} messages")
    return w.finish()


@scenario
def directory_denied(w):
    """A directory that may not be entered for a while."""
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}", f"all={w.logs}/*.log"])
    w.settle()
    os.chmod(w.logs, 0)
    app.write(5) if is_root() else None
    denied = [r"Source app: permission denied", r"Source all/app.log: permission denied", r"Source all is left out"]
    w.expect_told(*denied)
    app.write(5) if is_root() else None
    os.chmod(w.logs, 0o755)
    app.await_all(5)
    w.expect_told(r"Source app can", r"Source all/app.log can", r"Source all is no longer left out", *denied)
    return w.finish()


@scenario
def directory_late(w):
    """The directories of a path and of a pattern are made after the start."""
    later = w.logs / "later"
    one = w.log("one", later / "one.log", first=0)
    two = w.log("two", later / "sub" / "two.log", first=0)
    two.id = "late/two.log"
    w.start([f"one={one.path}", f"late={later}/sub/*.log"])
    w.settle()
    time.sleep(2)
    later.mkdir()
    one.write(3)
    (later / "sub").mkdir()
    two.write(3)
    one.await_all(3)
    two.await_all(3)
    w.allowed += ["group late", "Source one is (not )?there"]
    return w.finish()


@scenario
def directory_recreated(w):
    """A directory is removed with its files, and made again with new ones."""
    directory = w.logs / "app"
    directory.mkdir()
    app = w.log("app", directory / "app.log")
    two = w.log("two", directory / "two.log")
    two.id = "all/two.log"
    w.start([f"app={app.path}", f"all={directory}/*.log"])
    w.settle()
    for _ in range(2):
        shutil.rmtree(directory)
        time.sleep(7)
        directory.mkdir()
        app.write(4)
        two.write(4)
        app.await_all(3)
        two.await_all(3)
    w.allowed += [r"Source all/\S+ has vanished", "Source app is (not )?there"]
    w.fd_slack += 6
    return w.finish()


@contextlib.contextmanager
def directory_of(path):
    """A descriptor."""
    descriptor = os.open(path, os.O_DIRECTORY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@scenario
def odd_files(w):
    """A FIFO, a directory, a socket, loops, and a name that is no text, where a pattern takes them."""
    good = w.log("good", w.logs / "good.log")
    good.id = "all/good.log"
    odd = Log("latin", os.fsencode(w.logs) + b"/caf\xe9.log")
    odd.write(3)
    os.mkfifo(w.logs / "pipe.log")
    os.mkfifo(w.logs / "named.fifo")
    (w.logs / "folder.log").mkdir()
    (w.logs / "loop.log").symlink_to("loop.log")
    (w.logs / "nowhere.log").symlink_to("/nonexistent/nowhere.log")
    (w.logs / "circle").mkdir()
    (w.logs / "circle" / "again").symlink_to("..")
    listener = socket.socket(socket.AF_UNIX)
    # The address of a socket may be shorter than a path.
    with directory_of(w.logs) as here:
        listener.bind(f"/proc/self/fd/{here}/socket.log")
    refused = ["all/pipe.log", "all/socket.log"]
    w.start([f"all={w.logs}/*.log", f"deep={w.logs}/**/*.log", f"fifo={w.logs}/named.fifo"])
    w.mark = 0
    listed = w.sources()
    for each in [*refused, "fifo"]:
        if "regular" not in listed.get(each, {}).get("problem", ""):
            raise Fail(f"{each} is not listed with the reason: {listed.get(each)}")
    latin = [each for each in listed if each.startswith("all/caf")]
    if not latin:
        raise Fail(f"the file whose name is no text is not listed: {sorted(listed)}")
    odd.id = latin[0]
    odd.stream = w.follow(urllib.parse.urlencode({"source": odd.id}))
    w.harmed.append(odd)
    for each in refused:
        w.expect_told(rf"Source {re.escape(each)} is left out")
    w.expect_told(r"Source fifo: .*regular")
    repeated = [text for _, text in w.told() if [other for _, other in w.told()].count(text) > 1]
    if repeated:
        raise Fail(f"told more than once: {repeated[0]}")
    w.settle()
    for each in ("named.fifo", "pipe.log"):
        (w.logs / each).unlink()
    fifo = w.log("fifo", w.logs / "named.fifo")
    pipe = w.log("pipe", w.logs / "pipe.log")
    fifo.stream = w.follow("source=fifo")
    pipe.stream = w.follow("source=all/pipe.log")
    fifo.await_all(3)
    pipe.await_all(3)
    w.expect_told(r"Source fifo can be read again", r"Source all/pipe.log is no longer left out")
    w.fd_slack += 4
    listener.close()
    return w.finish()


def make_device(path):
    """One that never ends."""
    need_root("makes a device")
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError as e:
        raise Skip(f"cannot make a device: {e}") from e


@scenario
def odd_device(w):
    """A device under a configured name, and one that a pattern takes; both become files."""
    for each in ("named.device", "zero.log"):
        make_device(w.logs / each)
    good = w.log("good", w.logs / "good.log")
    good.id = "all/good.log"
    w.start([f"all={w.logs}/*.log", f"device={w.logs}/named.device"])
    w.mark = 0
    listed = w.sources()
    for each in ("all/zero.log", "device"):
        if "regular" not in listed.get(each, {}).get("problem", ""):
            raise Fail(f"{each} is not listed with the reason: {listed.get(each)}")
    w.expect_told(r"Source all/zero.log is left out", r"Source device: .*regular")
    w.settle()
    for each in ("named.device", "zero.log"):
        (w.logs / each).unlink()
    device = w.log("device", w.logs / "named.device")
    zero = w.log("zero", w.logs / "zero.log")
    device.stream = w.follow("source=device")
    zero.stream = w.follow("source=all/zero.log")
    device.await_all(3)
    zero.await_all(3)
    w.expect_told(r"Source device can be read again", r"Source all/zero.log is no longer left out")
    w.fd_slack += 4
    return w.finish()


# ---- File systems that fill up, go away and come back.


def fill(path):
    """Takes all room there is."""
    with open(path, "wb", buffering=0) as out:
        with contextlib.suppress(OSError):
            while True:
                out.write(bytes(4096))


@scenario
def full_tmpfs_remounted(w):
    """A small file system is full, is unmounted under the open log, and mounted anew with new files."""
    need_mounts()
    place = w.logs / "small"
    place.mkdir()
    mount("-t", "tmpfs", "-o", "size=64k,mode=755", "none", place)
    w.cleanups.append(lambda: run("umount", "-l", place))
    app = w.log("app", place / "app.log")
    two = w.log("two", place / "two.log")
    two.id = "all/two.log"
    w.start([f"app={app.path}", f"all={place}/*.log"])
    w.settle()
    fill(place / "ballast")
    with contextlib.suppress(OSError):
        app.write(10_000)
    with open(app.path, "rb") as back:
        app.written = back.read().count(b"\n")
    if app.written < 4:
        raise Skip("the file system is not filled as expected")
    app.await_all(3)
    (place / "ballast").unlink()
    os.truncate(app.path, sum(len(line) for line in app.path.read_bytes().splitlines(True)[: app.written]))
    for _ in range(2):
        run("umount", "-l", place)
        time.sleep(3)
        mount("-t", "tmpfs", "-o", "size=64k,mode=755", "none", place)
        app.write(5)
        two.write(5)
        app.await_all(5)
        two.await_all(5)
    w.fd_slack += 6
    w.allowed += [r"Source all/\S+ has vanished", "Source app is (not )?there"]
    return w.finish()


@scenario
def bind_mount_vanishes(w):
    """A mounted directory vanishes while it is written to, and comes back with the same files."""
    need_mounts()
    real, place = w.base / "real", w.logs / "place"
    real.mkdir()
    place.mkdir()
    app = w.log("app", real / "app.log")
    two = w.log("two", real / "two.log")
    two.id = "all/two.log"
    mount("--bind", real, place)
    w.cleanups.append(lambda: run("umount", "-l", place))
    w.start([f"app={place}/app.log", f"all={place}/*.log"])
    w.settle()
    for time_away in (1, 2):
        run("umount", "-l", place)
        for _ in range(8):
            app.write()
            two.write()
            time.sleep(1)
        w.expect_told("Source app is not there", "Source all/two.log has vanished", exactly=time_away, within=20)
        mount("--bind", real, place)
        app.await_all(5)
        two.await_all(5)
        w.expect_told("Source app is there", exactly=time_away, within=20)
    w.allowed.append("Source all/app.log has vanished")
    if any(stream.gaps for stream in (app.stream, two.stream)):
        raise Fail(f"a gap, though nothing was lost: {app.stream.gaps + two.stream.gaps}")
    return w.finish()


@scenario
def events_missing(w):
    """A log on an overlay that is written to from below: its directory never gives an event."""
    need_mounts()
    lower, upper, scratch, place = (w.base / each for each in ("lower", "upper", "scratch", "place"))
    for each in (lower, upper, scratch, place):
        each.mkdir()
    app = w.log("app", upper / "app.log")
    mount("-t", "overlay", "-o", f"lowerdir={lower},upperdir={upper},workdir={scratch}", "none", place)
    w.cleanups.append(lambda: run("umount", "-l", place))
    w.start([f"app={place}/app.log"])
    w.settle()
    worst = 0
    for _ in range(8):
        app.write()
        app.await_all(5)
        worst = max(worst, time.monotonic() - app.at[app.written])
        time.sleep(0.6)
    if worst > w.witness.may_wait():
        raise Fail(f"a line waited {worst:.2f} s")
    w.notes.append(f"within {worst:.2f} s")
    return w.finish()


@scenario
def inotify_exhausted(w):
    """The user may set no watch any more."""
    refused = subprocess.run([*as_server_user(), "unshare", "-U", "-r", "true"], capture_output=True, text=True)
    if refused.returncode != 0:
        raise Skip(f"no user namespace of its own: {refused.stderr.strip()}")
    limit = "/proc/sys/user/max_inotify_watches"
    app = w.log("app", w.logs / "app.log")
    two = w.log("two", w.logs / "two.log", first=0)
    two.id = "all/two.log"
    w.start([f"app={app.path}", f"all={w.logs}/t*.log"], before=["unshare", "-U", "-r", "sh", "-c", f'echo 0 > {limit} && exec "$@"', "sh"])
    w.mark = 0
    w.expect_told(r"[Nn]otif")
    w.settle()
    worst = 0
    two.write()
    for _ in range(6):
        app.write()
        two.write()
        app.await_all(5)
        two.await_all(5)
        worst = max(worst, time.monotonic() - app.at[app.written])
        time.sleep(0.6)
    if worst > w.witness.may_wait():
        raise Fail(f"a line waited {worst:.2f} s")
    w.notes.append(f"within {worst:.2f} s")
    return w.finish()


# ---- The state directory.


def alternate(w, app, count=200):
    """Many runs: one log after the other."""
    for _ in range(count):
        app.write()
        time.sleep(0.005)


def check_merged(w, logs):
    """The merged stream has each line of each log once, in its order."""
    for log in logs:
        alone, log.stream = log.stream, w.merged
        try:
            log.await_all(10)
            log.check()
        finally:
            log.stream = alone


MERGED = "source=app&source=witness"
WRITING_FAILED = r"Writing the order of arrival to \S+ failed"
KEPT_AGAIN = r"The order of arrival is kept in \S+ again"


def state_trouble(w, app, *told):
    """A server whose state cannot be kept: told once, and all streams go on."""
    w.start([f"app={app.path}"], merged=MERGED)
    w.settle()
    w.mark = 0
    alternate(w, app)
    check_merged(w, [app])
    w.expect_told(*told)
    w.allowed.append("follows")
    return w.finish()


@scenario
def state_read_only(w):
    """The state directory belongs to somebody else."""
    if is_root():
        os.chown(w.state, 0, 0)
    os.chmod(w.state, 0o555)
    return state_trouble(w, w.log("app", w.logs / "app.log"), r"No state in ")


@scenario
def state_full(w):
    """The state directory's file system fills up while the server runs."""
    need_mounts()
    mount("-t", "tmpfs", "-o", f"size=64k,mode=755,uid={NOBODY},gid={NOBODY}", "none", w.state)
    w.cleanups.append(lambda: run("umount", "-l", w.state))
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}"], merged=MERGED)
    w.settle()
    ballast = w.state / "ballast"
    fill(ballast)
    alternate(w, app, 600)
    w.expect_told(WRITING_FAILED, within=60)
    alternate(w, app)
    check_merged(w, [app])
    ballast.unlink()
    w.expect_told(KEPT_AGAIN, WRITING_FAILED, within=70)
    alternate(w, app)
    check_merged(w, [app])
    return w.finish()


@scenario
def state_full_at_start(w):
    """There is no room in the state directory when the server starts."""
    need_mounts()
    mount("-t", "tmpfs", "-o", f"size=64k,mode=755,uid={NOBODY},gid={NOBODY}", "none", w.state)
    w.cleanups.append(lambda: run("umount", "-l", w.state))
    fill(w.state / "ballast")
    return state_trouble(w, w.log("app", w.logs / "app.log"), "No state in |" + WRITING_FAILED)


@scenario
def state_corrupt(w):
    """Every file of the state directory is scribbled over while no server runs."""
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}"], merged=MERGED)
    alternate(w, app)
    check_merged(w, [app])
    for stream in w.streams:
        stream.close()
    w.witness.stop()
    w.stop()
    scribbled = 0
    for file in w.state.rglob("*"):
        if file.is_file() and file.stat().st_size:
            noise = os.urandom(file.stat().st_size)
            with open(file, "r+b") as out:
                out.write(noise)
            scribbled += 1
    if not scribbled:
        raise Fail("no state was written")
    w.notes.append(f"{scribbled} files scribbled over")
    w.streams.clear()
    w.output.rename(w.base / "server-before.txt")
    app.write(5)
    thrown = "Thrown away, for it cannot be read"
    w.allowed.append(thrown)
    seen = state_trouble(w, app)
    told = [text for _, text in w.messages() if thrown in text]
    if not told or len(set(told)) != len(told):
        raise Fail(f"not told once for each file: {told}")
    return seen


@scenario
def state_deleted(w):
    """The state directory is deleted while the server runs."""
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}"], merged=MERGED)
    w.settle()
    alternate(w, app)
    if is_root():
        shutil.rmtree(w.state)
    else:
        for each in w.state.iterdir():
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    alternate(w, app)
    if is_root():
        # The server's user may not make it where it was.
        w.expect_told(WRITING_FAILED)
        check_merged(w, [app])
        w.state.mkdir()
        os.chown(w.state, NOBODY, NOBODY)
        w.expect_told(KEPT_AGAIN, WRITING_FAILED, within=70)
    else:
        w.expect_told(KEPT_AGAIN, within=70)
        w.expect_at_most_once(WRITING_FAILED)
    alternate(w, app)
    check_merged(w, [app])
    if not [file for file in w.state.rglob("runs-*") if file.stat().st_size]:
        raise Fail("nothing was written to the new directory")
    return w.finish()


# ---- What the system calls answer, and limits.


@contextlib.contextmanager
def injected(w, path, calls, error):
    """System calls on one path fail meanwhile."""
    need_program("strace", "strace")
    command = ["strace", "-f", "-q", "-p", str(w.pid), "-P", str(path)]
    command += ["-e", f"trace={calls}", "-e", f"inject={calls}:error={error}", "-o", str(w.base / "strace.txt")]
    tracer = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def attached():
        if tracer.poll() is not None:
            raise Skip(f"strace cannot attach: {tracer.stderr.read().strip()}")
        # One thread after the other: what one does that is not held yet is not failed.
        return all(is_traced(task) for task in Path(f"/proc/{w.pid}/task").iterdir())

    def is_traced(task):
        try:
            return "TracerPid:\t0" not in (task / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True  # it has ended

    try:
        wait_for("strace attached", attached, 10)
        yield
    finally:
        if tracer.poll() is None:
            tracer.send_signal(signal.SIGINT)
            tracer.wait(20)


def hits(w):
    text = (w.base / "strace.txt").read_text(errors="replace")
    return text.count("(INJECTED)")


@scenario
def read_eio(w):
    """Every read of one file fails for a while: a broken sector."""
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}"])
    w.settle()
    with injected(w, app.path, "pread64,read", "EIO"):
        app.write(3)
        w.expect_told(r"Source app: .*Input/output error", within=10)
        app.write(3)
        time.sleep(3)
        problem = w.sources()["app"].get("problem")
        if not problem:
            raise Fail("the list of sources says nothing")
    if not hits(w):
        raise Skip("strace has injected nothing")
    app.await_all(5)
    w.expect_told(r"Source app can be read again", r"Source app: .*Input/output error")
    w.notes.append(f"{hits(w)} calls failed")
    return w.finish()


@scenario
def stale_handle(w):
    """Every call on one file fails for a while as on a network mount whose server was set up anew."""
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}"])
    w.settle()
    with injected(w, app.path, "pread64,read,openat,newfstatat,statx,stat,lstat,fstat", "ESTALE"):
        app.write(3)
        w.expect_told(r"Source app: .*Stale file handle", within=10)
        app.write(3)
        time.sleep(3)
    if not hits(w):
        raise Skip("strace has injected nothing")
    app.await_all(5)
    w.expect_told(r"Source app can be read again", r"Source app: .*Stale file handle")
    w.notes.append(f"{hits(w)} calls failed")
    return w.finish()


@scenario
def no_descriptors(w):
    """The process may open no further file: logs rotate and appear meanwhile."""
    need_program("prlimit", "util-linux")
    app = w.log("app", w.logs / "app.log")
    new = w.log("new", w.logs / "new.log", first=0)
    new.id = "all/new.log"
    w.start([f"app={app.path}", f"all={w.logs}/n*.log"])
    w.settle()
    before = run(*as_server_user(), "prlimit", "--pid", w.pid, "--nofile", "--output", "SOFT,HARD", "--noheadings").split()
    lowest = next(n for n in range(10_000) if not os.path.lexists(f"/proc/{w.pid}/fd/{n}"))
    run(*as_server_user(), "prlimit", "--pid", w.pid, f"--nofile={lowest}:{before[1]}")
    try:
        app.write(3)
        app.await_all(3)
        os.rename(app.path, w.logs / "app.log.1")
        app.write(3)
        new.write(3)
        w.expect_told(r"Source app: .*Too many open files", within=10)
        time.sleep(5)
    finally:
        run(*as_server_user(), "prlimit", "--pid", w.pid, f"--nofile={before[0]}:{before[1]}")
    app.await_all(5)
    new.await_all(5)
    w.expect_told(r"Source app can be read again", r"Source app: .*Too many open files")
    # Everybody is short of descriptors: whoever needs one just then says so, once.
    w.expect_at_most_once(r"Source all is left out.*Too many open files", r"Source all is no longer left out")
    for each in ("all/new.log", "witness"):
        w.expect_at_most_once(rf"Source {each}: .*Too many open files", rf"Source {each} can be read again")
    w.fd_slack += 4
    return w.finish()


@scenario
def stopped_while_rotating(w):
    """The server is stopped for ten seconds while a log is rotated four times."""
    app = w.log("app", w.logs / "app.log")
    w.start([f"app={app.path}"])
    w.settle()
    with w.witness.excused():
        os.kill(w.pid, signal.SIGSTOP)
        try:
            for _ in range(4):
                app.write(20)
                for number in range(4, 0, -1):
                    with contextlib.suppress(FileNotFoundError):
                        os.rename(w.logs / f"app.log.{number}", w.logs / f"app.log.{number + 1}")
                os.rename(app.path, w.logs / "app.log.1")
                app.write(20)
                time.sleep(2.5)
        finally:
            os.kill(w.pid, signal.SIGCONT)
    app.await_all(5)
    if app.stream.gaps:
        raise Fail(f"a gap, though all files are there: {app.stream.gaps[0]}")
    w.fd_slack += 8
    return w.finish()


@scenario
def clock_jumps(w):
    """The wall clock jumps a day ahead, two days back, and is right again."""
    library = need_faketime()
    given = w.base / "clock"
    given.write_text("+0\n")
    app = w.log("app", w.logs / "app.log")
    w.start(
        [f"app={app.path}"],
        environment={
            "FAKETIME_TIMESTAMP_FILE": str(given),
            "FAKETIME_CACHE_DURATION": "1",
            # A clock that is set moves neither the monotonic one nor the times of files. Without the last of these
            # all waiting in the JVM ends at once.
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        },
        # For java alone: what another user has prepared for this process before is out of its reach.
        before=["env", f"LD_PRELOAD={library}"],
        merged=MERGED,
    )
    w.settle()
    years = set()
    for jump in ("+1d", "-2d", "+0"):
        given.write_text(jump + "\n")
        time.sleep(2)
        for _ in range(5):
            app.write(4)
            time.sleep(0.3)
        os.rename(app.path, w.logs / f"app.log.{len(years) + 1}")
        app.write(4)
        app.await_all(5)
        years.add(w.server_date())
        if w.get("/livez")[0] != 200:
            raise Fail("/livez does not answer 200")
    if len(years) != 3:
        raise Skip(f"libfaketime did not move the clock: {sorted(years)}")
    check_merged(w, [app])
    gaps = app.stream.gaps + w.merged.gaps
    if gaps:
        raise Fail(f"a gap, though nothing was lost: {gaps[0]}")
    w.notes.append(f"dates {', '.join(sorted(years))}")
    w.fd_slack += 6
    return w.finish()


# ---- Running them.


class Setup:
    """Jetty's distribution and a base with the WAR, where the server's user can read them."""

    def __init__(self, war, jetty, work):
        self.work = work
        self.jetty = work / "jetty-home"
        self.jetty_base = work / "jetty-base"
        shutil.copytree(jetty, self.jetty)
        self.jetty_base.mkdir()
        modules = "--add-modules=http,ee10-deploy,ee10-annotations,graceful"
        run("java", "-jar", self.jetty / "start.jar", f"jetty.base={self.jetty_base}", "--create-startd", modules)
        shutil.copyfile(war, self.jetty_base / "webapps" / "ROOT.war")
        for directory, _, files in os.walk(work):
            os.chmod(directory, 0o755)
            for file in files:
                os.chmod(os.path.join(directory, file), 0o644)


def find_jetty():
    """As the integration tests unpacked it, else from Maven Central."""
    version = re.search(r"<jetty121.version>(.*?)<", (ROOT / "pom.xml").read_text()).group(1)
    home = ROOT / "target" / "containers" / f"jetty-home-{version}"
    if not home.is_dir():
        run(
            *("mvn", "-q", "-B", "-f", ROOT / "pom.xml", "org.apache.maven.plugins:maven-dependency-plugin:copy"),
            f"-Dartifact=org.eclipse.jetty:jetty-home:{version}:zip",
            f"-DoutputDirectory={ROOT / 'target' / 'faults'}",
        )
        with zipfile.ZipFile(ROOT / "target" / "faults" / f"jetty-home-{version}.zip") as packed:
            packed.extractall(home.parent)
    return home


def play(setup, name):
    begin = time.monotonic()
    w = None
    try:
        w = World(setup, name)
        verdict, seen = "PASS", SCENARIOS[name](w)
    except Skip as e:
        verdict, seen = "SKIP", str(e)
    except Fail as e:
        verdict, seen = "FAIL", str(e)
    except Exception as e:  # a fault of the script or the machine must not look like success
        verdict, seen = "FAIL", f"{type(e).__name__}: {e}"
        if os.environ.get("FAULTS_TRACE"):
            raise
    finally:
        if w:
            w.clean()
    said = ""
    if verdict == "FAIL" and w and w.output.exists():
        seen += f" [{w.output}]"
        said = "".join(f"\n      {line}" for line in w.output.read_text(errors="replace").splitlines()[-12:])
    # In one piece: another scenario may end at the same time.
    print(f"{verdict}  {name:<22} {time.monotonic() - begin:5.1f} s  {seen}{said}\n", end="", flush=True)
    return verdict


def enter_namespace():
    """What is mounted here is seen by nobody else and is gone at the end."""
    if not is_root() or IN_NAMESPACE in os.environ:
        return
    if subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0:
        environment = {**os.environ, IN_NAMESPACE: "1"}
        command = ["unshare", "--mount", "--propagation", "private", sys.executable, *sys.argv]
        os.execvpe("unshare", command, environment)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--war", type=Path, default=ROOT / "target" / "logstreamer.war")
    parser.add_argument("--jetty", type=Path, help="an unpacked jetty-home; without, that of the integration tests, or one fetched by Maven")
    parser.add_argument("--keep", action="store_true", help="leave logs and the server's output for a look")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="so many scenarios at once")
    parser.add_argument("--patience", type=float, default=1, metavar="X", help="wait X times as long as a quiet machine needs")
    parser.add_argument("--no-install", action="store_true", help="skip what needs a program that is not there")
    parser.add_argument("--short", action="store_true", help="without names: one scenario of each kind, as each build does")
    parser.add_argument("--list", action="store_true", help="say what there is")
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios; all without")
    options = parser.parse_args()
    if options.list:
        for name, function in SCENARIOS.items():
            print(f"{name:<22} {'short' if name in SHORT else '':<6} {function.__doc__}")
        return 0
    unknown = [name for name in options.names if name not in SCENARIOS]
    if unknown:
        parser.error(f"no scenario {unknown[0]}; there are {', '.join(SCENARIOS)}")
    if not options.war.is_file():
        parser.error(f"no {options.war}: build it by mvn package -DskipTests, or name one with --war")
    Options.patience, Options.install = options.patience, not options.no_install
    enter_namespace()
    os.umask(0o022)
    work = Path(tempfile.mkdtemp(prefix="logstreamer-faults-"))
    os.chmod(work, 0o755)
    kept = options.keep
    try:
        try:
            setup = Setup(options.war, options.jetty or find_jetty(), work)
        except (OSError, shutil.Error) as e:
            print(f"no server: {e}", file=sys.stderr)
            return 2
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as scenarios:
            names = options.names or (SHORT if options.short else SCENARIOS)
            verdicts = list(scenarios.map(lambda name: play(setup, name), names))
        kept = kept or "FAIL" in verdicts
        print(", ".join(f"{verdicts.count(each)} {each}" for each in ("PASS", "FAIL", "SKIP")))
        return 1 if "FAIL" in verdicts else 0
    finally:
        if kept:
            print(f"left for a look: {work}")
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
