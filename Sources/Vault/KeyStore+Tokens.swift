import Crypto
package import Domain

/// What a random token is for. Each has a digest key of its own, so that none can stand in for another.
package enum TokenPurpose: Sendable, CaseIterable {
    /// The cookie of a session.
    case session
    /// The last part of an invitation's address.
    case link
    /// What a form carries, bound to the cookie it goes with.
    case form
    /// What answers a receiver's challenge.
    case receiver
    /// What a candidate's browser holds of a draft.
    case draft
}

extension KeyStore {
    /// 32 random bytes as 43 characters of base64url.
    package func makeToken() throws(VaultFailure) -> Sensitive<String> {
        var bytes = try random.take(32)
        defer { Memory.wipe(&bytes) }
        return Sensitive(Base64URL.text(bytes))
    }

    /// The same for a cookie of which nothing is stored.
    package func makeCookieSecret() -> String {
        Base64URL.text(random.bytes(32))
    }

    /// The same for what makes an answer's acknowledgement provable; it stands in that answer and nowhere else.
    package func makeNonce() -> String {
        Base64URL.text(random.bytes(32))
    }

    /// What is stored of a token: HMAC-SHA-256 under the key of its purpose, 32 bytes. The digest is of the text, so that
    /// two texts are never one token. `nil` unless it has a token's shape.
    package func digest(ofToken token: String, for purpose: TokenPurpose) -> [UInt8]? {
        guard token.utf8.count == 43, token.utf8.allSatisfy(Base64URL.isDigit) else { return nil }
        return code(over: token, for: purpose)
    }

    /// What a form carries against forged requests: only who knows the cookie's text and our key can make it.
    package func formToken(for cookie: String) -> String {
        Base64URL.text(code(over: cookie, for: .form))
    }

    /// Compares in constant time.
    package func isFormToken(_ token: String, for cookie: String) -> Bool {
        ConstantTime.equal(Array(token.utf8), Array(formToken(for: cookie).utf8))
    }

    private func code(over text: String, for purpose: TokenPurpose) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: identity.tokens(purpose)))
    }
}
