internal import Crypto

/// A compact serialisation taken apart (RFC 7516, section 5.2, steps 1 to 5), with everything checked that can be checked
/// without a key. The ciphertext stays where it is.
struct JWEParts {
    let header: JWEHeader
    let encryptedKey: [UInt8]
    private let protected: Range<Int>
    private let iv: [UInt8]
    private let ciphertext: Range<Int>
    private let tag: [UInt8]

    /// The longest header, encrypted key and initialization vector together, and the longest tag.
    private static let longestBeginning = 16 << 10
    private static let longestEnd = 64

    init(_ token: [UInt8], allowed: Set<JWEAlgorithm>, largest: Int) throws(JOSEFailure) {
        let dots = try Self.dots(token)
        protected = 0..<dots[0]
        ciphertext = (dots[2] + 1)..<dots[3]
        guard ciphertext.count <= Base64URL.encodedCount(largest) else { throw .tooLarge(maximumBytes: largest) }
        header = try JWEHeader(parsing: Self.bytes(token[protected], .header), allowed: allowed)
        encryptedKey = try Self.bytes(token[(dots[0] + 1)..<dots[1]], .encryptedKey)
        iv = try Self.bytes(token[(dots[1] + 1)..<dots[2]], .initializationVector)
        tag = try Self.bytes(token[(dots[3] + 1)...], .authenticationTag)
        guard iv.count == JWE.ivBytes else { throw .length(.initializationVector) }
        guard tag.count == JWE.tagBytes else {
            throw token[ciphertext].contains(UInt8(ascii: ".")) ? .parts : .length(.authenticationTag)
        }
    }

    /// What `agreement` makes of the sender's share; the fault is told as one of that share.
    func agree(
        _ agreement: ([UInt8]) throws(JOSEFailure) -> SharedSecret
    ) throws(JOSEFailure) -> SharedSecret {
        guard encryptedKey.isEmpty else { throw .encryptedKeyPresent }
        do throws(JOSEFailure) {
            switch header.ephemeralKey?.material {
            case .p256(let point), .x25519(let point): return try agreement(point)
            case .rsa, nil: throw .unsuitableKey
            }
        } catch {
            guard case .key(let fault) = error else { throw error }
            throw .ephemeralKey(fault)
        }
    }

    /// The plain text.
    func open(_ token: [UInt8], _ key: SymmetricKey) throws(JOSEFailure) -> [UInt8] {
        let plaintext = try opened(token, key)
        // At once: element by element, as an array is made of any other collection, takes five times as long.
        return plaintext.withContiguousStorageIfAvailable { Array($0) } ?? Array(plaintext)
    }

    /// A function of its own: the ciphertext is let go before the plain text is copied.
    private func opened(_ token: [UInt8], _ key: SymmetricKey) throws(JOSEFailure) -> some Collection<UInt8> {
        let box = try box(token)
        do {
            return try AES.GCM.open(box, using: key, authenticating: token[protected])
        } catch {
            throw .notAuthentic
        }
    }

    private func box(_ token: [UInt8]) throws(JOSEFailure) -> AES.GCM.SealedBox {
        var combined: [UInt8] = []
        combined.reserveCapacity(iv.count + ciphertext.count / 4 * 3 + 3 + tag.count)
        combined += iv
        let isDecoded = token.withUnsafeBytes {
            Base64URL.decode(UnsafeRawBufferPointer(rebasing: $0[ciphertext]), appendingTo: &combined)
        }
        guard isDecoded else {
            throw token[ciphertext].contains(UInt8(ascii: ".")) ? .parts : .encoding(.ciphertext)
        }
        combined += tag
        do {
            return try AES.GCM.SealedBox(combined: combined)
        } catch {
            throw .length(.ciphertext)
        }
    }

    /// The four dots: three near the beginning, one near the end. What lies between them is searched only once it has
    /// turned out to be no ciphertext.
    private static func dots(_ token: [UInt8]) throws(JOSEFailure) -> [Int] {
        let dot = UInt8(ascii: ".")
        var dots: [Int] = []
        for place in token.indices.prefix(longestBeginning) where token[place] == dot {
            dots.append(place)
            if dots.count == 3 { break }
        }
        guard dots.count == 3, let last = dots.last else { throw .parts }
        guard let end = token.indices.suffix(longestEnd).last(where: { token[$0] == dot }), end > last else {
            throw token[(last + 1)...].contains(dot) ? .length(.authenticationTag) : .parts
        }
        return dots + [end]
    }

    private static func bytes(_ text: ArraySlice<UInt8>, _ part: JOSEFailure.Part) throws(JOSEFailure) -> [UInt8] {
        guard let bytes = Base64URL.decode(text) else { throw .encoding(part) }
        return bytes
    }
}
