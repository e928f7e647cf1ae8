/// The position of a data key in `keys.bin`, counted in slots of 64 bytes. The first key is 1; 0 is the file's header.
///
/// It is no secret: it stands in the candidate's row.
package struct SlotNumber: Hashable, Comparable, Sendable {
    package let value: Int64

    package init(value: Int64) {
        self.value = value
    }

    package static func < (left: SlotNumber, right: SlotNumber) -> Bool { left.value < right.value }
}
