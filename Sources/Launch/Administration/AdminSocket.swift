internal import Glibc

/// The place of an administration socket. A socket's path has at most 107 bytes, a data directory's may have more, so
/// a long one is reached through the directory's open descriptor.
final class AdminSocket: Sendable {
    /// What is found at the place.
    enum State: Sendable {
        case answering
        /// Nothing, or a file that a killed process left behind.
        case silent
        /// Somebody else's.
        case forbidden
    }

    /// How the socket is bound and connected to.
    let path: String
    private let descriptor: Int32

    private static let longestPath = 107

    /// Whom it is for.
    enum Purpose: String, Sendable {
        /// Every command: a server's.
        case everybody = "admin.sock"
        /// The one command that opened the data itself. Others wait for the data, not for this.
        case oneCommand = "command.sock"
    }

    init(in directory: DataDirectory, for purpose: Purpose = .everybody) {
        let whole = "\(directory.path)/\(purpose.rawValue)"
        guard whole.utf8.count > Self.longestPath else {
            (path, descriptor) = (whole, -1)
            return
        }
        descriptor = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        path = "/proc/self/fd/\(descriptor)/\(purpose.rawValue)"
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Tries to connect. Does not wait: a unix socket answers at once or never.
    var state: State {
        let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { return .silent }
        defer { close(probe) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(Self.longestPath)) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(probe, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0 else { return .answering }
        return errno == EACCES || errno == EPERM ? .forbidden : .silent
    }

    /// Closes the socket to others, whatever the process's mask is.
    func restrict() { chmod(path, 0o600) }
}
