import NIOCore
import NIOPosix
import Synchronization

/// A receiver on this machine that says what a test tells it to, byte for byte.
final class LocalReceiver: Sendable {
    struct Request: Sendable {
        var line = ""
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []

        subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
    }

    enum Act: Sendable {
        case say(String)
        case sayAgain(String, times: Int)
        /// Says it again and again, as fast as the other side takes it.
        case flood(String)
        /// Says it again and again, with a pause.
        case drip(String, everyMilliseconds: Int64)
        case hangUp
    }

    /// What is said to the request of this number, from 1.
    struct Script: Sendable {
        let acts: @Sendable (Int, Request) -> [Act]

        init(_ acts: @escaping @Sendable (Int, Request) -> [Act]) { self.acts = acts }
    }

    private let channel: any Channel
    private let log = Mutex((connections: 0, requests: [Request]()))
    private let script: @Sendable (Int, Request) -> [Act]

    var port: Int { channel.localAddress?.port ?? 0 }
    var requests: [Request] { log.withLock { $0.requests } }
    var connections: Int { log.withLock { $0.connections } }

    static func with<Result>(
        _ script: Script, at host: String = "127.0.0.1", port: Int = 0, _ body: (LocalReceiver) async throws -> Result
    ) async throws -> Result {
        let receiver = try await LocalReceiver(host, port, script.acts)
        do {
            let result = try await body(receiver)
            try await receiver.channel.close()
            return result
        } catch {
            try? await receiver.channel.close()
            throw error
        }
    }

    static func ok(_ body: String = "") -> [Act] {
        [.say("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")]
    }

    private init(_ host: String, _ port: Int, _ script: @escaping @Sendable (Int, Request) -> [Act]) async throws {
        self.script = script
        let box = Mutex<LocalReceiver?>(nil)
        let held = Held(box)
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(Conversation { held.receiver })
                }
            }
            .bind(host: host, port: port).get()
        held.set(self)
    }

    private final class Held: Sendable {
        private let box: Mutex<LocalReceiver?>
        init(_ box: consuming Mutex<LocalReceiver?>) { self.box = box }
        var receiver: LocalReceiver? { box.withLock { $0 } }
        func set(_ receiver: LocalReceiver) { box.withLock { $0 = receiver } }
    }

    fileprivate func connected() { log.withLock { $0.connections += 1 } }

    fileprivate func acts(after request: Request) -> [Act] {
        let number = log.withLock { log in
            log.requests.append(request)
            return log.requests.count
        }
        return script(number, request)
    }
}

private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let receiver: @Sendable () -> LocalReceiver?
    private var received: [UInt8] = []
    private var isOver = false

    init(_ receiver: @escaping @Sendable () -> LocalReceiver?) { self.receiver = receiver }

    func channelActive(context: ChannelHandlerContext) {
        receiver()?.connected()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += Array(unwrapInboundIn(data).readableBytesView)
        guard !isOver, let request = Self.request(received), let receiver = receiver() else { return }
        isOver = true
        perform(receiver.acts(after: request)[...], context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func perform(_ acts: ArraySlice<LocalReceiver.Act>, _ context: ChannelHandlerContext) {
        guard let act = acts.first, context.channel.isActive else { return }
        switch act {
        case .say(let text): say(text, context)
        case .sayAgain(let text, let times): for _ in 0..<times { say(text, context) }
        case .hangUp: context.close(promise: nil)
        case .flood(let text):
            let again = NIOLoopBound((self, context, text), eventLoop: context.eventLoop)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text))).whenSuccess {
                let (handler, context, text) = again.value
                handler.perform([.flood(text)], context)
            }
            return
        case .drip(let text, let pause):
            say(text, context)
            let again = NIOLoopBound((self, context, text), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: .milliseconds(pause)) {
                let (handler, context, text) = again.value
                handler.perform([.drip(text, everyMilliseconds: pause)], context)
            }
            return
        }
        perform(acts.dropFirst(), context)
    }

    private func say(_ text: String, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }

    /// `nil` until all of it is there.
    private static func request(_ bytes: [UInt8]) -> LocalReceiver.Request? {
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else {
            return nil
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        var request = LocalReceiver.Request(line: lines.first ?? "")
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } }
            request.headers.append((String(parts[0]), parts.count > 1 ? String(parts[1]) : ""))
        }
        request.body = Array(bytes[(end + 4)...])
        return request.body.count == Int(request["Content-Length"] ?? "0") ? request : nil
    }
}
