package import Domain
internal import HTTPTypes
package import Hummingbird
package import NIOCore

/// Where a request comes from.
package enum ClientAddress {
    /// The peer's address, or what the proxy in front says: the last entry of `X-Forwarded-For`, which is the one that
    /// the proxy itself has written.
    package static func of(_ request: Request, on channel: any Channel, isBehindProxy: Bool) -> IPAddress? {
        if isBehindProxy, let name = HTTPField.Name("X-Forwarded-For"), let chain = request.headers[values: name].last,
            // Byte by byte: to Swift a comma behind a letter that joins to what follows (U+0600) is no comma, and whoever
            // ends their own entry with such a letter would name their address themselves.
            let last = chain.utf8.split(separator: 0x2C, omittingEmptySubsequences: false).last
        {
            let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
            return IPAddress(String(Substring(last.drop(while: isBlank).prefix { !isBlank($0) })))
        }
        // Where an address stands in `sockaddr_in` and `sockaddr_in6`.
        return switch channel.remoteAddress {
        case .v4(let peer): withUnsafeBytes(of: peer.address) { IPAddress(bytes: Array($0[4..<8])) }
        case .v6(let peer): withUnsafeBytes(of: peer.address) { IPAddress(bytes: Array($0[8..<24])) }
        default: nil
        }
    }
}
