internal import Foundation
internal import Hummingbird

// What `make bench` measures against: the smallest Hummingbird server that answers the same bytes.
//
//     bench-reference FILE      serves FILE from memory at `/`, on a free port of 127.0.0.1, and prints the port

guard CommandLine.arguments.count == 2, let file = FileManager.default.contents(atPath: CommandLine.arguments[1]) else {
    print("usage: bench-reference FILE")
    exit(64)
}
let body = ByteBuffer(bytes: file)
let router = Router()
router.get("/") { _, _ in
    Response(
        status: .ok, headers: [.contentType: "application/json; charset=utf-8"], body: ResponseBody(byteBuffer: body))
}
let server = Application(
    router: router,
    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
    onServerRunning: { channel in
        print(channel.localAddress?.port ?? 0)
        fflush(nil)
    })
try await server.runService()
