internal import HTTPTypes
internal import NIOCore
internal import NIOHTTPTypes
internal import UseCases

/// Watches one connection: time-outs that the server has none for, the size of bodies, and the end of answers.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// How far the last reading of the socket brought the request.
    private enum Progress {
        case none
        case part
        case end
    }

    /// How long a peer that takes its last bytes slowly may make other readers of the same candidate wait.
    private static let readersWait = TimeAmount.seconds(1)
    private let settings: EdgeSettings
    private let deliveries: Deliveries
    private var slot: Deliveries.Slot?
    private var reading: Scheduled<Void>?
    private var progress = Progress.none
    private var writing: Scheduled<Void>?
    private var bodyBytes = 0
    /// Whether the last part of a watched answer is on its way.
    private var isEnding = false
    /// Bytes of a watched answer's body that were not handed over yet.
    private var bytesLeft = 0
    private var isHolding = false

    init(_ settings: EdgeSettings, _ deliveries: Deliveries) {
        self.settings = settings
        self.deliveries = deliveries
    }

    func handlerAdded(context: ChannelHandlerContext) {
        slot = deliveries.open(context.channel)
        expectRead(within: settings.headerSeconds, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        reading?.cancel()
        writing?.cancel()
        deliveries.close(context.channel)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            bodyBytes = 0
            // Who asks first waits for a second otherwise (RFC 9110, section 10.1.1).
            if head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
            progress = .part
        case .body(let part):
            bodyBytes += part.readableBytes
            progress = .part
            // A refused body is read and thrown away up to a point, so that the peer sees the answer.
            guard bodyBytes <= settings.largestBodyBytes + (1 << 20) else {
                context.close(promise: nil)
                return
            }
        case .end:
            progress = .end
        }
        context.fireChannelRead(data)
    }

    /// Most requests come in one piece: only what is still missing now is waited for.
    func channelReadComplete(context: ChannelHandlerContext) {
        switch progress {
        case .none: break
        case .part: expectRead(within: settings.bodySeconds, context)
        case .end:
            reading?.cancel()
            reading = nil
        }
        progress = .none
        context.fireChannelReadComplete()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let delivery = slot?.delivery else {
            isEnding = false
            context.write(data, promise: promise)
            return
        }
        var promise = promise
        switch unwrapOutboundIn(data) {
        case .head:
            (isEnding, isHolding, bytesLeft) = (false, false, delivery.byteCount)
        case .body(let part):
            bytesLeft -= part.readableBytes
            // The peer has all once these bytes are there, before it or we hear of the end.
            if bytesLeft <= 0 { holdReaders(delivery, context) }
        case .end:
            isEnding = true
            let written = promise ?? context.eventLoop.makePromise()
            promise = written
            holdReaders(delivery, context)
            written.futureResult.whenComplete { outcome in
                if case .success = outcome { delivery.end(isWritten: true) } else { delivery.end(isWritten: false) }
            }
        }
        context.write(data, promise: promise)
    }

    /// Other readers of the candidate wait until the clock of this answer runs, but not longer than `readersWait`.
    private func holdReaders(_ delivery: Delivery, _ context: ChannelHandlerContext) {
        guard delivery.ticket.startsClock, !isHolding else { return }
        isHolding = true
        delivery.ticket.holdReaders()
        context.eventLoop.scheduleTask(in: Self.readersWait) { delivery.ticket.releaseReaders() }
    }

    /// A server that ends closes a connection right behind the last part of its answer, also when that part still waits
    /// to be written. What is watched is judged first: then it has arrived or never will.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        let (bound, loop) = (NIOLoopBound(context, eventLoop: context.eventLoop), context.eventLoop)
        let isPutOff =
            isEnding && mode == .all
            && slot?.afterwards { loop.execute { bound.value.close(mode: mode, promise: promise) } } ?? false
        if !isPutOff { context.close(mode: mode, promise: promise) }
    }

    /// A peer that takes nothing holds memory; after a while it is let go.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writing?.cancel()
        writing = context.channel.isWritable ? nil : close(after: settings.idleSeconds, context)
        context.fireChannelWritabilityChanged()
    }

    private func expectRead(within seconds: Int64, _ context: ChannelHandlerContext) {
        reading?.cancel()
        reading = close(after: seconds, context)
    }

    private func close(after seconds: Int64, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: .seconds(seconds)) { bound.value.close(promise: nil) }
    }
}
