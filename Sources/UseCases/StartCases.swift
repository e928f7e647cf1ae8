package import Domain
internal import SQLCore
internal import Store
internal import Vault

extension Registry {
    private static let slotsCheckedTo = "slots_checked_to"

    /// Finishes what a crash left half done: archives that had begun, uploads that no row names. To be called before
    /// anybody is served.
    ///
    /// - Throws: 409 when rows point at slots that the key store has not given out yet: it is older than the database,
    ///   and would give a key out twice.
    package func recover() async throws(Failure) {
        let largest = try read { try $0.first(LargestSlot()) } ?? 0
        guard largest < endSlot else {
            throw .conflict("The key store is older than the database: one of them was restored without the other.")
        }
        try await erase(includesUploads: true)
    }

    /// Wipes keys that no row names: what intakes left that never came to their end. Runs beside the service; it looks
    /// only at slots that were given out before `end`, and only at those no earlier sweep has seen.
    ///
    /// - Parameter end: `endSlot` at the start, before the first intake.
    /// - Returns: how many were wiped.
    package func sweepOrphanedKeys(before end: Int64) async throws(Failure) -> Int {
        do {
            let mark = try parts.database.read { try $0.first(SettingValue(Self.slotsCheckedTo)) }
            var next = mark.flatMap(Int64.init) ?? 1
            var swept = 0
            while next < end {
                let chunk = try parts.keyStore.slotsInUse(from: SlotNumber(value: next), limit: 1000)
                    .filter { $0.value < end }
                let orphans = try parts.database.read { transaction in
                    try chunk.filter { try transaction.first(SlotOwners($0.value)) == 0 }
                }
                if !orphans.isEmpty { try await parts.keyStore.destroy(orphans) }
                swept += orphans.count
                next = chunk.last.map { $0.value + 1 } ?? end
                await Task.yield()
            }
            _ = try await parts.database.write { try $0.run(PutSetting(Self.slotsCheckedTo, String(end))) }
            return swept
        } catch {
            throw Failure(wrapping: error)
        }
    }

    /// The first slot that no key has been given yet.
    package var endSlot: Int64 { parts.keyStore.endSlot.value }

    /// When the next archive is planned; `nil` when none is.
    package func nextArchive() throws(Failure) -> Instant? {
        try read { try $0.first(NextArchive()) }
    }

    /// Whether store and key store answer.
    package func check() throws(Failure) {
        do {
            _ = try parts.database.read { try $0.first(NextArchive()) }
            try parts.keyStore.check()
        } catch {
            throw .unavailable("Lethe is not ready.", retryAfter: 5, detail: "\(Failure(wrapping: error).detail ?? "")")
        }
    }
}
