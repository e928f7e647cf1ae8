"""What a server bears: time-outs, connections, memory (issue, point 8)."""

import threading
import time

import pytest

import candidates
import wire
from harness import eventually, read_answer


def seconds_until_closed(bare_socket, limit=10.0):
    began = time.monotonic()
    bare_socket.settimeout(limit)
    try:
        while bare_socket.recv(65536):
            pass
    except ConnectionError:
        pass
    bare_socket.close()
    return time.monotonic() - began


def test_time_outs(bare):
    """Nobody holds a connection for nothing; who sends something in time is served."""
    bare.start("--header-timeout", "1", "--body-timeout", "2", "--idle-timeout", "3")
    bare.create_service("Acme", "acme")
    key = bare.create_key("metadata", write=True)
    bare.import_people([candidates.heavy("ada", picture_bytes=1_500_000)])
    reader = bare.create_key("pictures", "0s")
    post = bare.head(bare.beta_path("x"), key, "POST", [("Content-Length", "2")])
    sent = { "nothing at all": (b"", 1), "half a head": (post[:-
    2], 1), "no body": (post, 2), "half a body": (post +
     b"{", 2), "nothing after an answer": (bare.head("/healthz"), 3), }
    taken, lock = {}, threading.Lock()

    def hold(name, content):
        connection = bare.socket()
        connection.sendall(content)
        seconds = seconds_until_closed(connection)
        with lock:
            taken[name] = seconds

    def drip():
        """A byte every 0.3 seconds is not what a header's time-out allows."""
        connection, began = bare.socket(), time.monotonic()
        try:
            for byte in post[:-2]:
                connection.sendall(bytes([byte]))
                time.sleep(0.3)
                assert time.monotonic() - began < 5, "a head may take for ever"
        except ConnectionError:
            pass
        connection.close()

    def take_nothing():
        """The peer asks for a large answer and reads none of it."""
        connection = bare.socket(receive_buffer=4096)
        connection.sendall(bare.head(bare.by_ref_id("ada"), reader))
        time.sleep(6)
        received = 0
        try:
            while part := connection.recv(1 << 20):
                received += len(part)
        except (ConnectionError, TimeoutError):
            pass
        connection.close()
        assert received < 7_000_000, "it was not let go"

    faults = []

    def watched(work, *words):
        try:
            work(*words)
        except AssertionError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=hold, args=(name, content)) for name, (content, _) in sent.items()]
    threads += [threading.Thread(target=watched, args=(work,)) for work in (drip, take_nothing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    for name, (_, expected) in sent.items():
        assert expected - 0.3 < taken[name] < expected + 2, (name, taken)
    data = bare.get(bare.by_ref_id("ada"), bare.create_key("metadata")).data
    assert not data["isArchived"] and "willArchiveAtDate" not in data


def test_connections(bare):
    """More connections than allowed wait their turn; the ones that are there are served."""
    bare.start("--max-connections", "4")
    held = [bare.socket() for _ in range(4)]
    for connection in held:
        connection.sendall(bare.head("/healthz"))
        assert read_answer(connection)[0] == 200
    more = bare.socket(timeout=0.7)
    more.sendall(bare.head("/healthz"))
    with pytest.raises((TimeoutError, ConnectionError)):
        status = read_answer(more)[0]
        if status == 0:
            raise ConnectionError
    held[0].sendall(bare.head("/healthz"))
    assert read_answer(held[0])[0] == 200
    for connection in [*held, more]:
        connection.close()
    eventually(lambda: bare.get("/healthz", timeout=2).status == 200)


def test_memory_budget(bare):
    """Bodies under way share one budget; beyond it 503 and when to come back; what is given back can be used again."""
    bare.start("--body-budget", "2", "--body-timeout", "20")
    bare.create_service("Acme", "acme")
    key = bare.create_key("metadata", write=True)
    mib = 1 << 20
    head = bare.head(bare.beta_path("a"), key, "POST", [("Content-Length", str(mib + mib // 2))])

    def attempt(size):
        return bare.post(bare.beta_path("b"), key, b"{}" + b" " * (size - 2))

    def hold():
        """One body that has begun, and what a second one is answered then."""
        holder = bare.socket()
        holder.sendall(head + b"{")
        time.sleep(0.2)
        if (answer := attempt(mib)).status == 503:
            return holder, answer
        holder.close()

    holder, refused = eventually(hold)
    wire.expect_error(refused, 503, "unavailable")
    assert refused.headers["retry-after"] == str(refused.json["extra"]["retryAfter"]) == "2"
    assert attempt(mib // 4).status == 200, "small ones go on"
    holder.sendall(b"}" + b" " * (mib + mib // 2 - 2))
    assert read_answer(holder)[0] == 200
    holder.close()
    assert attempt(mib).status == 200
    # The same for a body that breaks off, one that is refused, and one without a length.
    for content in (head + b"{", bare.head(bare.beta_path("a"), key, "POST",
                    [("Transfer-Encoding", "chunked")]) + b"5\r\n{    "):
        broken = bare.socket()
        broken.sendall(content)
        time.sleep(0.1)
        broken.close()
        eventually(lambda: attempt(mib).status == 200)
    assert bare.post(bare.beta_path("a"), key, b"x" * mib).status == 400
    assert attempt(2 * mib).status == 200


def test_memory_stays_bounded(bare):
    """Many large answers at once cost a few pieces each, not their size."""
    bare.start()
    bare.create_service("Acme", "acme")
    bare.import_people([candidates.heavy("ada", picture_bytes=5_000_000, pictures=4)])
    key = bare.create_key("pictures")

    def resident():
        with open(f"/proc/{bare.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))

    assert len(bare.get(bare.by_ref_id("ada"), key).body) > 26_000_000
    before = resident()
    readers = [bare.socket(receive_buffer=65536) for _ in range(48)]
    for reader in readers:
        reader.sendall(bare.head(bare.by_ref_id("ada"), key))
    largest = 0
    for _ in range(400):  # 8 MB of each answer, of 27
        for reader in readers:
            assert reader.recv(20_000)
        largest = max(largest, resident())
    for reader in readers:
        reader.close()
    assert largest - before < 96 * 1024, f"{(largest - before) // 1024} MiB for 48 answers of 27 MB"
