internal import Wire

/// Why a run ends: nothing more can be taken. The message never holds a key or anything of a candidate.
package struct ExtractionFailure: Error, Hashable, Sendable {
    package enum Kind: Sendable {
        case usage
        /// The API key or the receiver's key can't be used.
        case unusableKey
        case unreachable
        case cannotCreate
        case inputOutput
        case notAllowed
        case configuration
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// Why one candidate was not taken. It stays ready at the server; the others go on.
package enum CandidateFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// The server answered with nothing whole, however often it was asked.
    case unavailable
    /// The server refused for a reason of its own.
    case refused
    /// Not JSON, or a JWE that was changed on its way.
    case unreadable
    /// Of another candidate than the one asked for.
    case mismatch
    /// JSON, but not a candidate as the contract says.
    case invalid
    /// Not base64, or neither JPEG nor PNG.
    case picture
    /// The key may not read attributes.
    case withoutAttributes
    /// It was to be kept sealed and came in plain.
    case notSealed
    /// The answer is larger than what is taken in.
    case tooLarge
    /// The lease was lost again and again.
    case lease
    /// The server says that the proof is wrong: it didn't send what arrived.
    case proof

    /// For people.
    package var sentence: String {
        switch self {
        case .unavailable: "the server gave no whole answer"
        case .refused: "the server refused"
        case .unreadable: "the answer can't be read"
        case .mismatch: "the answer is about somebody else"
        case .invalid: "the answer isn't as the contract says"
        case .picture: "a picture can't be used"
        case .withoutAttributes: "the key may not read attributes"
        case .notSealed: "the answer isn't sealed"
        case .tooLarge: "the answer is larger than 256 MiB"
        case .lease: "the lease was lost again and again"
        case .proof: "the server says that something else arrived than it sent"
        }
    }
}

/// What the file system said. It is about the sink, never about what goes into it.
struct FileFault: Error {
    let action: String
    let code: Int32

    var failure: ExtractionFailure {
        ExtractionFailure(.inputOutput, "\(action) failed: \(SystemError.text(code)).")
    }
}
