/// One value of a document. It keeps the document's bytes alive.
package struct JSONNode: Sendable, Discreet {
    /// What kind of value it is.
    package enum Kind: Sendable {
        case object
        case array
        case string
        case number
        case boolean
        case null
    }

    /// The document it is part of.
    let document: JSONDocument
    /// Its place on the document's tape.
    let index: Int

    private var token: JSONToken { document.tape[index] }

    /// What kind of value this is.
    package var kind: Kind {
        switch token.kind {
        case .object: .object
        case .array: .array
        case .string: .string
        case .number: .number
        case .true, .false: .boolean
        case .null: .null
        }
    }

    /// Whether this is `null`.
    package var isNull: Bool { token.kind == .null }

    /// The value of a boolean; nil for any other kind.
    package var boolean: Bool? {
        switch token.kind {
        case .true: true
        case .false: false
        default: nil
        }
    }

    /// The value of a number that is written without fraction and exponent and fits 64 bits; nil for everything else.
    package var integer: Int64? { literal.flatMap { Int64($0) } }

    /// A number exactly as it is written; nil for any other kind.
    package var literal: String? {
        token.kind == .number ? String(decoding: document.bytes[token.range], as: UTF8.self) : nil
    }

    /// A string, escapes resolved; nil for any other kind.
    package var string: String? { stringBytes.map { String(decoding: $0, as: UTF8.self) } }

    /// A string as UTF-8, escapes resolved: a part of the document itself where there are no escapes, so that nothing is
    /// copied; nil for any other kind.
    package var stringBytes: ArraySlice<UInt8>? {
        guard token.kind == .string else { return nil }
        return JSONKeys(bytes: document.bytes, tape: document.tape).key(at: index).bytes
    }

    /// The value itself as it stands in the document, with the quotes of a string and the spaces of a container.
    package var source: ArraySlice<UInt8> {
        let range = token.range
        guard token.kind == .string else { return document.bytes[range] }
        return document.bytes[(range.lowerBound - 1)..<(range.upperBound + 1)]
    }

    /// The elements of an array in their order; none for any other kind.
    package var elements: [JSONNode] {
        guard token.kind == .array else { return [] }
        var elements: [JSONNode] = []
        var next = index + 1
        while next < token.next {
            elements.append(JSONNode(document: document, index: next))
            next = Int(document.tape[next].next)
        }
        return elements
    }

    /// The members of an object in their order; none for any other kind.
    package var members: [(key: String, node: JSONNode)] {
        var members: [(key: String, node: JSONNode)] = []
        forEachMember { key, node in
            members.append((String(decoding: key.bytes, as: UTF8.self), node))
            return true
        }
        return members
    }

    /// The value of the member with this name, compared byte by byte; nil if there is none, or this is no object.
    package subscript(key: String) -> JSONNode? {
        var found: JSONNode?
        forEachMember { candidate, node in
            guard candidate.bytes.elementsEqual(key.utf8) else { return true }
            found = node
            return false
        }
        return found
    }

    /// Calls `body` with each member of an object until it returns false.
    private func forEachMember(_ body: (JSONKey, JSONNode) -> Bool) {
        guard token.kind == .object else { return }
        let keys = JSONKeys(bytes: document.bytes, tape: document.tape)
        var next = index + 1
        while next < token.next {
            guard body(keys.key(at: next), JSONNode(document: document, index: next + 1)) else { return }
            next = Int(document.tape[next + 1].next)
        }
    }
}
