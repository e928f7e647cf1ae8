internal import Hummingbird
package import HummingbirdCore
internal import NIOCore
internal import UseCases

/// Builds the HTTP/1.1 server with our limits and our watch over the end of answers.
package enum EdgeServer {
    /// A server that tells the `deliveries` when the last byte of an answer was written. TLS goes around it.
    package static func builder(_ settings: EdgeSettings, deliveries: Deliveries) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            HTTP1Channel(
                responder: { request, writer, channel in
                    let slot = deliveries.slot(of: channel)
                    do {
                        try await responder(request, writer, channel)
                    } catch {
                        await slot?.take()?.settle(isWritten: false)
                        throw error
                    }
                    if let delivery = slot?.delivery {
                        let isWritten = await delivery.ended()
                        let hasArrived = isWritten ? await Self.peerHasAll(channel, delivery) : false
                        _ = slot?.take()
                        await delivery.settle(isWritten: hasArrived)
                    }
                },
                configuration: configuration(settings, deliveries: deliveries))
        }
    }

    private static func configuration(_ settings: EdgeSettings, deliveries: Deliveries) -> HTTP1Channel.Configuration {
        // The decoder's limits stop what is far too large; `RequestLimits` holds the exact ones and answers in JSON.
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 2 * EdgeSettings.largestHeaderSection,
            maxHeaderListSize: 2 * EdgeSettings.largestHeaderSection, maxHeaderFieldCount: 2 * EdgeSettings.mostHeaders)
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(settings, deliveries)],
            idleTimeout: .seconds(settings.idleSeconds), httpDecoderConfiguration: decoder)
    }

    /// Waits until the peer's system has acknowledged every byte of an answer that starts an archive clock.
    ///
    /// A write that succeeded has only left our process. On TCP the kernel knows how much the other end has
    /// acknowledged; a connection that is gone before all of it is, or on which nothing moves for 30 seconds, has cut
    /// the answer.
    private static func peerHasAll(_ channel: any Channel, _ delivery: Delivery) async -> Bool {
        guard delivery.ticket.startsClock else { return true }
        // A connection that has ended has no address any more.
        guard let options = channel as? any SocketOptionProvider, let address = channel.remoteAddress else {
            return false
        }
        guard [.inet, .inet6].contains(address.protocol) else { return true }
        var (pause, still, acknowledged): (Int64, Int64, UInt64) = (1, 0, 0)
        while still < 30_000 {
            guard let receipt = await PeerReceipt.of(options), receipt.isOpen else { return false }
            if receipt.isComplete { return true }
            if receipt.acknowledgedBytes > acknowledged { still = 0 }
            acknowledged = receipt.acknowledgedBytes
            guard (try? await Task.sleep(for: .milliseconds(pause))) != nil else { return false }
            still += pause
            pause = min(2 * pause, 250)
        }
        return false
    }
}
