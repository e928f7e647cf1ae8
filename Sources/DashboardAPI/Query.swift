internal import Domain
internal import Hummingbird

/// Values of a request's query.
enum Query {
    /// A whole number, possibly negative; anything else is a 400 that names it.
    static func number(_ name: String, in request: Request, default value: Int) throws(Failure) -> Int {
        guard let text = request.uri.queryParameters[name[...]] else { return value }
        let digits = text.hasPrefix("-") ? text.dropFirst() : text
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(text) else {
            throw .badRequest(field: name, "This is not a whole number.")
        }
        return number
    }

    /// A cursor that an earlier answer gave; 0 without one. Its inside is ours alone.
    static func cursor(_ name: String, in request: Request) throws(Failure) -> Int64 {
        guard let text = request.uri.queryParameters[name[...]] else { return 0 }
        guard let cursor = Int64(text), cursor >= 0 else {
            throw .badRequest(field: name, "This is not a cursor that Lethe gave.")
        }
        return cursor
    }
}
