/// What an imported document may hold, whatever the service says.
package enum ImportLimits {
    /// Length of one text attribute or custom field, in bytes of UTF-8.
    package static let textBytes = 8 << 10
    /// Length of one certificate, in bytes of UTF-8.
    package static let certificateBytes = 64 << 10
    /// Length of the name of a custom field or certificate, in bytes of UTF-8.
    package static let nameBytes = 128
}
