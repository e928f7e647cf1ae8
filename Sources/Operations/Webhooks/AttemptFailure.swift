/// Why an attempt to deliver brought no usable answer. The raw value is what the delivery log says: our own words, so
/// that nothing of the receiver's stands in them.
package enum AttemptFailure: String, Error, CaseIterable {
    case urlRefused = "The URL is not allowed by the settings of this Lethe."
    case addressRefused = "The host has an address that webhooks may not go to."
    case unknownHost = "The name of the host was not found."
    case unreachable = "No connection could be made."
    case insecure = "No secure connection could be made. Is the certificate valid for this host?"
    case notHTTP = "The answer was not HTTP."
    case cut = "The connection ended before the whole answer had come."
    case late = "The whole answer did not come within 15 seconds."
}
