internal import Wire

/// The private keys of one receiver, found by the name that a JWE gives: a key's thumbprint, or the `kid` it came with.
package struct KeySet: Sendable {
    package let keys: [PrivateJWK]
    private let places: [String: Int]

    /// Throws when two keys have a name in common: which of them is meant would be anybody's guess.
    package init(_ keys: [PrivateJWK]) throws(JOSEFailure) {
        var places: [String: Int] = [:]
        for (place, key) in keys.enumerated() {
            for name in Set([key.publicKey.thumbprint, key.publicKey.keyID].compactMap(\.self)) {
                guard places.updateValue(place, forKey: name) == nil else { throw .key(.repeatedName) }
            }
        }
        self.keys = keys
        self.places = places
    }

    /// Reads one private JWK, or a set `{"keys": […]}` of them (RFC 7517, section 5). A public key among them is refused,
    /// and so is any key that can't be used.
    package init(parsing json: [UInt8]) throws(JOSEFailure) {
        let root = try KeyMembers.document(json).root
        guard let list = root["keys"] else {
            try self.init([PrivateJWK(KeyMembers(root))])
            return
        }
        guard list.kind == .array else { throw .key(.member("keys")) }
        var keys: [PrivateJWK] = []
        for node in list.elements { keys.append(try PrivateJWK(KeyMembers(node))) }
        try self.init(keys)
    }

    /// The key that `header` means. Without a name it is the only one that suits the algorithm.
    func key(for header: JWEHeader) throws(JOSEFailure) -> PrivateJWK {
        if let name = header.keyID {
            guard let place = places[name] else { throw .unknownKey }
            guard keys[place].suits(header) else { throw .unsuitableKey }
            return keys[place]
        }
        let suitable = keys.filter { $0.suits(header) }
        guard let key = suitable.first else { throw .unsuitableKey }
        guard suitable.count == 1 else { throw .unnamedKey }
        return key
    }
}

extension PrivateJWK {
    /// Whether the key is of the kind, and on the curve, that the header speaks of.
    fileprivate func suits(_ header: JWEHeader) -> Bool {
        switch (header.algorithm, publicKey.kind, header.ephemeralKey?.kind) {
        case (.rsaOAEP256, .rsa, _), (.ecdhES, .p256, .p256), (.ecdhES, .x25519, .x25519): true
        default: false
        }
    }
}
