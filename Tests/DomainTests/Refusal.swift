import Domain

/// The failure that `body` ends with; `nil` when it ends well.
func refusal(_ body: () throws -> Void) -> Failure? {
    do {
        try body()
        return nil
    } catch {
        return error as? Failure
    }
}
