extension JSONWriter {
    /// Writes a member with a string value.
    package mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    /// Writes a member with an integer value.
    package mutating func member(_ name: String, _ value: Int) {
        key(name)
        integer(value)
    }

    /// Writes a member with a boolean value.
    package mutating func member(_ name: String, _ value: Bool) {
        key(name)
        boolean(value)
    }

    /// Writes a member with a date; `milliseconds` since 1970-01-01T00:00:00Z.
    package mutating func member(_ name: String, milliseconds: Int64) {
        key(name)
        date(milliseconds: milliseconds)
    }

    /// Writes the member, or nothing at all when there is no value.
    package mutating func memberIfPresent(_ name: String, _ value: String?) {
        if let value { member(name, value) }
    }

    /// Writes the member, or nothing at all when there is no value.
    package mutating func memberIfPresent(_ name: String, _ value: Int?) {
        if let value { member(name, value) }
    }

    /// Writes the member, or nothing at all when there is no value.
    package mutating func memberIfPresent(_ name: String, _ value: Bool?) {
        if let value { member(name, value) }
    }

    /// Writes the member with a date, or nothing at all when there is none.
    package mutating func memberIfPresent(_ name: String, milliseconds: Int64?) {
        if let milliseconds { member(name, milliseconds: milliseconds) }
    }

    /// Writes a member whose value is an array of strings.
    package mutating func member(_ name: String, _ values: [String]) {
        key(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }
}
