internal import Domain

/// Roles in words, for sentences.
enum RoleName {
    static func text(_ role: Role) -> String {
        role == .readOnly ? "read-only" : role.rawValue
    }

    /// Such as "owner of every service" or "reviewer in Acme".
    static func text(_ role: Role, in serviceName: String?) -> String {
        serviceName.map { "\(text(role)) in \($0)" } ?? "\(text(role)) in every service"
    }
}
