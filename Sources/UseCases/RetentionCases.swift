package import Domain
internal import SQLCore
internal import Store

extension Registry {
    private static let retentionClock = "retention_clock"

    /// Archives living candidates that are older than their service keeps them, at most `limit`, and wipes their keys and
    /// pictures. Called once a minute; what is set now holds at the next call.
    ///
    /// Undecided candidates count from their last submission or status change, decided ones from the decision, both as
    /// Lethe itself saw it.
    ///
    /// - Returns: how many were archived.
    package func archiveRetained(limit: Int) async throws(Failure) -> Int {
        let services = directory.servicesWithRetention
        let believed = try await believedTime(isNeeded: !services.isEmpty)
        var count = 0
        for service in services {
            for (status, days) in service.settings.retention where count < limit {
                let changedBy = believed.adding(seconds: -Int64(days) * 86_400)
                let old = RetainedCandidates(
                    of: service.serviceID, status: status, changedBy: changedBy, limit: limit - count)
                let due = try read { try $0.all(old) }
                guard !due.isEmpty else { continue }
                count += try await archive(due, in: service.serviceID, because: .retentionDue) { [directory] record in
                    // Both may have changed since the look: the candidate, by a hold too, and what the service keeps.
                    let settings = directory.service(service.serviceID)?.service.settings
                    guard let end = settings?.keptUntil(status, changedAt: record.changedAt) else { return false }
                    return !record.candidate.isArchived && record.heldAt == nil && record.candidate.status == status
                        && end <= believed
                }
            }
        }
        if count > 0 { try await erase() }
        return count
    }

    /// What retention goes by, carried on over restarts. When nobody needs it, it is forgotten, and begins anew.
    private func believedTime(isNeeded: Bool) async throws(Failure) -> Instant {
        let (wall, uptime) = (now, parts.clocks.uptime())
        let known = try read { try $0.first(SettingValue(Self.retentionClock)) } ?? ""
        var clock = RetentionClock(known) ?? RetentionClock(wall: wall, uptime: uptime)
        clock.see(wall: wall, uptime: uptime)
        let text = isNeeded ? clock.text : ""
        guard text != known else { return clock.believed }
        do {
            _ = try await parts.database.write { try $0.run(PutSetting(Self.retentionClock, text)) }
        } catch {
            throw Failure(wrapping: error)
        }
        return clock.believed
    }
}

extension ServiceSettings {
    /// Days that candidates of a status are kept; what is absent is kept for good.
    fileprivate var retention: [CandidateStatus: Int] {
        var days: [CandidateStatus: Int] = [:]
        for status in CandidateStatus.allCases { days[status] = keptDays(status) }
        return days
    }
}
