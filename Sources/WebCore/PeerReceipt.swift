internal import NIOCore

/// What the kernel knows of how much of a TCP connection's bytes the other end has acknowledged.
///
/// The beginning of Linux's `struct tcp_info` (`include/uapi/linux/tcp.h`, since 4.6), as words. The C library's own
/// declaration ends before `tcpi_notsent_bytes`. Without that member a peer that takes nothing looks like one that has
/// it all: while its window is shut no packet is in flight, and the rest of the answer waits in our kernel, unsent.
struct PeerReceipt: Sendable {
    private typealias FourWords = (UInt64, UInt64, UInt64, UInt64)
    private var words: (FourWords, FourWords, FourWords, FourWords, (UInt64, UInt64, UInt64))

    /// Asks the kernel; `nil` when the connection is gone.
    static func of(_ connection: any SocketOptionProvider) async -> PeerReceipt? {
        try? await connection.unsafeGetSocketOption(level: .tcp, name: .tcp_info).get()
    }

    /// `tcpi_state` at 0: established (1), or closed by the peer for its own sending only (8).
    var isOpen: Bool { [1, 8].contains(words.0.0 & 0xff) }
    /// `tcpi_bytes_acked` at 120: grows as long as the peer takes anything.
    var acknowledgedBytes: UInt64 { words.3.3 }
    /// Nothing under way and nothing unsent: `tcpi_unacked` at 24, `tcpi_notsent_bytes` at 144.
    var isComplete: Bool { words.0.3 & 0xffff_ffff == 0 && words.4.2 & 0xffff_ffff == 0 }
}
