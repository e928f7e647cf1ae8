package import Domain
package import HTTPTypes
package import Hummingbird
internal import Logging
internal import NIOCore
package import Wire

/// The one place where a failure becomes an answer.
package struct FailureResponses<Context: RequestContext>: RouterMiddleware {
    package init() {}

    package func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let failure = Failure(atTheEdge: error)
            if failure.isOurs {
                context.logger.error("\(failure.word): \(failure.detail ?? "no detail")")
            }
            return Response(failure, requestID: failure.isOurs ? context.id : nil)
        }
    }
}

extension KeyContext {
    /// Notes a fault of ours that came when its answer was under way already: the reader sees it cut, the log knows why.
    package func note(_ error: any Error) {
        guard let failure = error as? Failure, let detail = failure.detail else { return }
        logger.error("\(failure.word): \(detail)")
    }
}

extension Failure {
    /// Whatever a handler or the framework threw, as the caller may see it.
    package init(atTheEdge error: any Error) {
        switch error {
        case let failure as Failure: self = failure
        case let failure as WireFailure: self = Failure(failure)
        case let error as any HTTPResponseError where error.status == .notFound:
            self = .notFound("There is nothing at this address.")
        case let error as any HTTPResponseError where (400..<500).contains(error.status.code):
            self = .badRequest("This request can't be read.")
        default: self = .internal("\(type(of: error))")
        }
    }

    /// A document that can't be taken as it is.
    package init(_ failure: WireFailure) {
        if failure.isTooLarge {
            self = .tooLarge(field: failure.field, failure.message)
        } else if failure.kind == .syntax {
            self = .badRequest(field: failure.field, failure.message)
        } else {
            self = .invalid(field: failure.field ?? "body", failure.message)
        }
    }
}

extension Response {
    /// Contract 1.9.
    package init(_ failure: Failure, requestID: String? = nil) {
        let document = ErrorDocument(
            code: failure.httpStatus, error: failure.word, message: failure.message, field: failure.field,
            retryAfter: failure.retryAfter, requestID: requestID)
        self = .json(document.answer(), status: HTTPResponse.Status(code: failure.httpStatus))
        if let seconds = failure.retryAfter { headers[.retryAfter] = String(seconds) }
    }

    /// An answer of JSON text. Nothing between us and the caller may keep it.
    package static func json(_ bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: jsonHeaders, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    package static let jsonHeaders: HTTPFields = [
        .contentType: "application/json; charset=utf-8", .cacheControl: "no-store",
        .xContentTypeOptions: "nosniff",
    ]
}
