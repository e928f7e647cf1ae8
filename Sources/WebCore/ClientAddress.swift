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
            let last = chain.split(separator: ",", omittingEmptySubsequences: false).last
        {
            return IPAddress(last.drop(while: { $0 == " " }).prefix(while: { $0 != " " }))
        }
        // Where an address stands in `sockaddr_in` and `sockaddr_in6`.
        return switch channel.remoteAddress {
        case .v4(let peer): withUnsafeBytes(of: peer.address) { IPAddress(bytes: Array($0[4..<8])) }
        case .v6(let peer): withUnsafeBytes(of: peer.address) { IPAddress(bytes: Array($0[8..<24])) }
        default: nil
        }
    }
}
