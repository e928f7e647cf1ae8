package import Domain

/// What makes a password unfit. Its bytes are taken as they are given: no Unicode normalisation, nothing trimmed.
package enum PasswordProblem: Hashable, Sendable {
    case tooShort
    case tooLong
    /// On the shipped list, digits only, or fewer than five different characters over and over.
    case common
    /// The e-mail itself, or the part before the `@` repeated.
    case email
}

package enum PasswordRules {
    /// Limits in characters as a person counts them.
    package static func problem(
        with password: Sensitive<String>, email: Sensitive<String>, length: ClosedRange<Int>
    ) -> PasswordProblem? {
        password.withExposed { password in
            email.withExposed { email in
                if password.count < length.lowerBound { return .tooShort }
                if password.count > length.upperBound { return .tooLong }
                let (plain, address) = (password.lowercased(), email.lowercased())
                let isPoor = Set(plain).count < 5 || plain.utf8.allSatisfy { (0x30...0x39).contains($0) }
                if isPoor || CommonPasswords.contains(plain) { return .common }
                let local = address.prefix { $0 != "@" }
                return plain == address || isRepetition(plain, of: local) ? .email : nil
            }
        }
    }

    private static func isRepetition(_ text: String, of part: Substring) -> Bool {
        guard !part.isEmpty, text.count % part.count == 0 else { return false }
        return text == String(repeating: String(part), count: text.count / part.count)
    }
}
