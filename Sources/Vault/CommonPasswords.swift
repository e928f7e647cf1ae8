/// The passwords that are tried first: see `passwords`, `words` and `moreWords` for what they are and whence.
package enum CommonPasswords {
    /// Whether a password is on the list, in whatever case.
    package static func contains(_ password: String) -> Bool {
        all.contains(password.lowercased()[...])
    }

    /// How many there are.
    package static var count: Int { all.count }

    private static let all: Set<Substring> = Set(
        [passwords, words, moreWords].flatMap { $0.split(whereSeparator: \.isWhitespace) })
}
