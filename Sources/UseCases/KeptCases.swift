package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// What a member's session keeps for its own next page. Nothing of it is stored, so nothing of it is in the history.
extension Registry {
    /// Keeps what is searched for, since an address must not carry it.
    ///
    /// - Returns: what its page is called; nobody can guess it, and no other session has it.
    package func keepSearch(
        _ text: Sensitive<String>, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> String {
        try authorisePerson(.listCandidates, by: caller, in: serviceID)
        guard let sessionID = caller.member?.sessionID else { throw .internal("a search without a session") }
        let id = parts.keyStore.makeCookieSecret()
        let name = Self.searchName(id, serviceID)
        do throws(VaultFailure) {
            let sealed = try parts.keyStore.sealSearch(text, place: "\(sessionID.text) \(name)")
            kept.keep(
                KeptTexts.Text(sealed: sealed, slot: nil, since: parts.clocks.uptime()), as: name, for: sessionID)
        } catch {
            throw Failure(wrapping: error)
        }
        return id
    }

    /// `nil` for what ended or never was this session's.
    package func keptSearch(
        _ id: String, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) -> Sensitive<String>? {
        let name = Self.searchName(id, serviceID)
        guard let sessionID = caller.member?.sessionID,
            let text = kept.text(name, for: sessionID, at: parts.clocks.uptime())
        else { return nil }
        do throws(VaultFailure) {
            return try parts.keyStore.openSearch(text.sealed, place: "\(sessionID.text) \(name)")
        } catch {
            throw Failure(wrapping: error)
        }
    }

    private static func searchName(_ id: String, _ serviceID: ServiceID) -> String { "search \(serviceID.text) \(id)" }

    /// Keeps a note that somebody was typing when they pressed another button, under the candidate's own key. Who may not
    /// write notes has none.
    ///
    /// - Parameter text: an empty one is forgotten.
    package func keepNote(
        _ text: Sensitive<String>, about recordID: RecordID, in serviceID: ServiceID, by caller: Caller
    ) throws(Failure) {
        guard let sessionID = caller.member?.sessionID,
            refusal(of: .reviewCandidate, to: caller, in: serviceID) == nil
        else { return }
        // What was begun before is over, whatever comes now.
        kept.forget(Self.noteName(recordID), for: sessionID)
        guard text.withExposed({ !$0.isEmpty && $0.fits(2 * Self.noteLimit) }) else { return }
        let record = try read { try $0.first(CandidateByRecordID(recordID, of: serviceID)) }
        guard let record, !record.candidate.isArchived, let slot = record.keySlot else { return }
        do throws(VaultFailure) {
            let sealed = try parts.keyStore.sealNote(
                text, slot: SlotNumber(value: slot), record: recordID, context: Self.noteContext(sessionID))
            kept.keep(
                KeptTexts.Text(sealed: sealed, slot: slot, since: parts.clocks.uptime()),
                as: Self.noteName(recordID), for: sessionID)
        } catch {
            guard error.isDestroyed else { throw Failure(wrapping: error) }
        }
    }

    /// The note that this session has begun; `nil` once its candidate is archived.
    package func keptNote(about recordID: RecordID, by caller: Caller) -> Sensitive<String>? {
        guard let sessionID = caller.member?.sessionID,
            let text = kept.text(Self.noteName(recordID), for: sessionID, at: parts.clocks.uptime()),
            let slot = text.slot
        else { return nil }
        do throws(VaultFailure) {
            return try parts.keyStore.openNote(
                text.sealed, slot: SlotNumber(value: slot), record: recordID, context: Self.noteContext(sessionID))
        } catch {
            // The key is gone, and its place may be another candidate's by now.
            kept.forget(Self.noteName(recordID), for: sessionID)
            return nil
        }
    }

    /// It was written, or its candidate is gone.
    package func forgetNote(about recordID: RecordID, by caller: Caller) {
        guard let sessionID = caller.member?.sessionID else { return }
        kept.forget(Self.noteName(recordID), for: sessionID)
    }

    private static func noteName(_ recordID: RecordID) -> String { "note \(recordID.text)" }
    private static func noteContext(_ sessionID: SessionID) -> String { "begun:\(sessionID.text)" }

    /// Remembers where a list was left, so that the way back leads there. The address holds nothing personal.
    package func keepList(_ address: String, of serviceID: ServiceID, by caller: Caller) {
        guard let sessionID = caller.member?.sessionID else { return }
        kept.keepList(address, of: serviceID, for: sessionID, at: parts.clocks.uptime())
    }

    package func keptList(of serviceID: ServiceID, by caller: Caller) -> String? {
        caller.member.flatMap { kept.list(of: serviceID, for: $0.sessionID) }
    }

    /// Forgets what is older than a quarter of an hour; called every minute.
    package func sweepKeptTexts() { kept.sweep(at: parts.clocks.uptime()) }
}
