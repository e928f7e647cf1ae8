package import Domain
internal import SQLCore
internal import Store
internal import Vault

/// A session as its own member sees it.
package struct SessionOverview: Sendable {
    package let sessionID: SessionID
    /// Such as "Chromium on Linux": fixed words, nothing the browser wrote.
    package let browser: String
    package let startedAt: Instant
    package let lastSeenAt: Instant
    package let isThisOne: Bool
}

extension Registry {
    /// Ends: 12 hours after the sign-in, and 30 minutes after the last request.
    package static let sessionSeconds: Int64 = 43_200
    package static let idleSeconds: Int64 = 1800

    /// Who stands behind a session's cookie; `nil` when it has ended, waits for a code or never was.
    package func session(_ token: String) throws(Failure) -> MemberGrant? {
        guard let digest = parts.keyStore.digest(ofToken: token, for: .session) else { return nil }
        let found = try read { transaction in
            try transaction.first(SessionByDigest(digest)).map { found in
                (session: found.session, account: try Account(found.member, in: transaction))
            }
        }
        guard let found, isLive(found.session), found.account.hasRoles else { return nil }
        let at = now
        if presence.note(found.session.sessionID, stored: found.session.lastSeenAt, at: at) {
            recorder.noteUse(of: found.session.sessionID, by: found.account.memberID, at: at)
        }
        return try grant(found.account, sessionID: found.session.sessionID)
    }

    /// The caller's live sessions, the one in use last first.
    package func sessions(by caller: Caller) throws(Failure) -> [SessionOverview] {
        guard let grant = caller.member else { return [] }
        let records = try read { try $0.all(SessionsOfMember(grant.member.memberID)) }
        return records.filter(isLive).map { record in
            SessionOverview(
                sessionID: record.sessionID, browser: record.browser, startedAt: record.startedAt,
                lastSeenAt: presence.lastSeen(record.sessionID, stored: record.lastSeenAt),
                isThisOne: record.sessionID == grant.sessionID)
        }.sorted { ($0.lastSeenAt, $0.sessionID) > ($1.lastSeenAt, $1.sessionID) }
    }

    /// Ends this session.
    package func signOut(by caller: Caller) async throws(Failure) {
        guard let grant = caller.member else { return }
        try await write { try $0.run(DeleteSession(grant.sessionID)) }
        kept.forget(grant.sessionID)
    }

    /// Ends every session of the member, this one included.
    package func signOutEverywhere(by caller: Caller) async throws(Failure) {
        guard let grant = caller.member else { return }
        let ended = try sessions(by: caller)
        try await write { try $0.run(DeleteSessions(of: grant.member.memberID)) }
        for session in ended { kept.forget(session.sessionID) }
    }

    /// Deletes the sessions, unfinished sign-ins and links whose time is over; how many there were. Called now and then:
    /// none of them works any more before either.
    @discardableResult
    package func sweepSessions() async throws(Failure) -> Int {
        let at = now
        let idle = at.adding(seconds: -Self.idleSeconds)
        presence.forget(until: idle)
        // The store hears of a use a minute late, or later while it can't be written.
        let seen = idle.adding(seconds: -600)
        return try await write { transaction in
            try transaction.run(
                DeleteRetiredSessions(
                    startedUntil: at.adding(seconds: -Self.sessionSeconds), seenUntil: seen,
                    askedUntil: at.adding(seconds: -Self.codeSeconds),
                    wrongUntil: at.adding(seconds: -WrongCodes.memory)))
                + transaction.run(DeleteExpiredInvitations(at: at))
        }
    }

    /// The token that a form carries against forged requests: bound to the cookie it goes with.
    package func formToken(for cookie: String) -> String {
        parts.keyStore.formToken(for: cookie)
    }

    /// Compares in constant time.
    package func isFormToken(_ token: String, for cookie: String) -> Bool {
        parts.keyStore.isFormToken(token, for: cookie)
    }

    /// 32 random bytes as 43 characters of base64url, for a cookie.
    package func makeCookieSecret() -> String {
        parts.keyStore.makeCookieSecret()
    }

    func isLive(_ session: SessionRecord) -> Bool {
        let at = now
        let seen = presence.lastSeen(session.sessionID, stored: session.lastSeenAt)
        return !session.waitsForCode && at < session.startedAt.adding(seconds: Self.sessionSeconds)
            && at < seen.adding(seconds: Self.idleSeconds)
    }
}

extension Registry {
    /// How often a password was worked on since the start, for measurements.
    package var passwordRuns: Int { passwords.runCount }
}
