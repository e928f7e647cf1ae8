package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What a key of some scope would be answered, with every value masked.
package struct MaskedCandidate: Sendable {
    package let candidate: Candidate
    /// When the answer would start the way into the archive.
    package let willArchive: Instant?
    /// `nil` where the scope shows none. Values are bullets: they tell neither length nor content.
    package let attributes: ReadableAttributes?
    /// Slugs of the pictures the answer would hold.
    package let pictureSlugs: [String]
}

extension Registry {
    /// What a key with this scope and rule would get for a candidate of the service, or for an invented sample. Asks for
    /// `manageKeys` and, where a candidate is named, `listCandidates`.
    package func preview(
        scope: Scope, archiveRule: ArchiveRule?, of selector: CandidateSelector?, in service: ServiceID,
        by caller: Caller
    ) throws(Failure) -> MaskedCandidate {
        try authorise(.manageKeys, by: caller, in: service)
        let catalog = try serviceRecord(service).service.settings.catalog
        let at = now
        guard let selector else {
            let sample = Candidate.sample(of: service, at: at)
            let shape = scope.readsAttributes ? ReadableAttributes.sample(catalog) : nil
            let pictures = scope.readsPictures ? catalog.slugs.filter { catalog.kind(of: $0) == .picture } : []
            return MaskedCandidate(
                candidate: sample, willArchive: sample.planned(by: archiveRule, for: scope, at: at), attributes: shape,
                pictureSlugs: pictures.map(\.text))
        }
        try authorise(.listCandidates, by: caller, in: service)
        return try preview(scope: scope, archiveRule, of: selector, in: service, catalog, at: at)
    }

    /// What is opened for it are names; values are overwritten with bullets before anything leaves here.
    private func preview(
        scope: Scope, _ archiveRule: ArchiveRule?, of selector: CandidateSelector, in service: ServiceID,
        _ catalog: AttributeCatalog, at now: Instant
    ) throws(Failure) -> MaskedCandidate {
        let standing = try serviceRecord(service)
        let (record, slugs) = try read { transaction in
            let record = try CandidateRecord.find(selector, of: service, in: transaction)
            return (record, try transaction.all(PicturesOfCandidate(record.candidate.recordID)).map(\.slug))
        }
        var attributes: ReadableAttributes?
        if scope.readsAttributes {
            do {
                let kept = try KeptDocument(of: record, service: standing, parts.keyStore)
                attributes =
                    ReadableAttributes(
                        texts: try record.openText(parts.keyStore)?.entries, certificates: kept.certificates,
                        customFields: kept.customFields
                    ).masked
            } catch {
                throw Failure(wrapping: error)
            }
        }
        let pictures = scope.readsPictures ? slugs.sorted { catalog.precedes($0, $1) } : []
        return MaskedCandidate(
            candidate: record.candidate,
            willArchive: record.candidate.planned(by: archiveRule, for: scope, at: now), attributes: attributes,
            pictureSlugs: pictures.map(\.text))
    }
}

extension Candidate {
    /// When an answer that ends at `now` lets the archive come; `Registry.extract` announces the same.
    fileprivate func planned(by rule: ArchiveRule?, for scope: Scope, at now: Instant) -> Instant? {
        guard let rule, rule.trigger == .extraction, scope.readsAttributes, !isArchived else {
            return dates.willArchive
        }
        let planned = now.adding(seconds: rule.seconds)
        return min(dates.willArchive ?? planned, planned)
    }

    /// Invented: approved today, submitted once.
    fileprivate static func sample(of service: ServiceID, at now: Instant) -> Candidate {
        let day = Instant(milliseconds: now.milliseconds / 86_400_000 * 86_400_000)
        var dates = CandidateDates(submitted: day, waiting: day)
        (dates.inReview, dates.approved) = (day, day)
        let digits = [UInt8](repeating: 0, count: 6)
        return Candidate(
            recordID: RecordID(at: day, random: digits), supportID: SupportID(at: day, random: digits),
            serviceID: service, refID: RefID(stored: "sample-1"), status: .approved, submitCount: 1, dates: dates)
    }
}

extension ReadableAttributes {
    /// What stands for every value, whatever its length.
    package static let mask = "••••••••"

    fileprivate var masked: ReadableAttributes {
        func masked(_ entries: [Entry]) -> [Entry] { entries.map { ($0.name, Sensitive(Self.mask)) } }
        return ReadableAttributes(
            texts: texts.map(masked), certificates: masked(certificates), customFields: masked(customFields))
    }

    /// The texts that a catalogue knows.
    fileprivate static func sample(_ catalog: AttributeCatalog) -> ReadableAttributes {
        let texts = catalog.slugs.filter { catalog.kind(of: $0) == .text }
        return ReadableAttributes(
            texts: texts.map { ($0.text, Sensitive(mask)) }, certificates: [], customFields: [])
    }
}
