internal import Domain
internal import UseCases

/// The tabs of a service.
enum ServiceTab: String, Sendable, CaseIterable {
    case candidates
    case keys
    case webhooks
    case team
    case settings
    case activity
    case usage

    var words: String {
        switch self {
        case .candidates: "Candidates"
        case .keys: "API Keys"
        case .webhooks: "Webhooks"
        case .team: "Team"
        case .settings: "Settings"
        case .activity: "Activity"
        case .usage: "Usage"
        }
    }

    var right: Role.Right {
        switch self {
        case .candidates: .seeCandidates
        case .keys: .manageKeys
        case .webhooks: .manageWebhooks
        case .team: .manageTeam
        case .settings: .changeSettings
        case .activity: .seeActivity
        case .usage: .seeUsage
        }
    }

    /// The tabs that somebody with these rights sees, in their order.
    static func seen(with rights: Set<Role.Right>) -> [ServiceTab] { allCases.filter { rights.contains($0.right) } }
}

/// What stands around every page: title, rail, tabs, notice, and what forms need against forgery.
struct PageFrame: Sendable {
    struct Tab: Sendable {
        let words: String
        var path: String
        let isCurrent: Bool
        /// Something there asks for somebody, such as `paused`.
        let mark: String?
    }

    /// Who is signed in.
    struct Person: Sendable {
        let name: String
        let initial: String
        let isOnAccount: Bool
    }

    /// The service whose page this is.
    struct ServiceHead: Sendable {
        let name: String
        let clientId: String
        let path: String
        var tabs: [Tab]
    }

    /// What a page needs beyond the console's own stylesheet and script.
    struct Part: Sendable {
        let stylesheet: String
        let script: String

        /// - Parameter name: of both files, without their ends.
        init(_ name: String, _ assets: Assets) {
            stylesheet = assets.path(of: "\(name).css")
            script = assets.path(of: "\(name).js")
        }
    }

    let title: String
    /// Goes first in every form: `{{>form-token}}`.
    let formToken: String
    /// Of a form that must not be sent twice: `{{>form-id}}`.
    let formId: String
    let stylesheet: String
    let script: String
    let mark: String
    let notice: NoticeText?
    let person: Person?
    private(set) var service: ServiceHead?
    let isOnServices: Bool
    let isTestData: Bool
    var part: Part?

    init(title: String, context: some SignedInContext) {
        self.init(title, context.visit, grant: context.grant, service: nil)
    }

    /// A page of a service. The title gets the service's name behind it.
    init(title: String, tab: ServiceTab?, context: ServiceContext) {
        let hasPause = context.visit.registry.hasPausedWebhook(in: context.service.serviceID)
        let head = ServiceHead(
            name: context.service.name, clientId: context.service.clientID.text, path: context.servicePath,
            tabs: ServiceTab.seen(with: context.rights).map {
                Tab(
                    words: $0.words, path: "\(context.servicePath)/\($0.rawValue)", isCurrent: $0 == tab,
                    mark: $0 == .webhooks && hasPause ? "paused" : nil)
            })
        self.init("\(title) · \(context.service.name)", context.visit, grant: context.grant, service: head)
    }

    /// A page that needs nobody signed in.
    init(title: String, context: PageContext) throws(Failure) {
        guard let visit = context.visit else { throw .internal("a page outside of the console's middleware") }
        self.init(title, visit, grant: context.grant, service: nil)
    }

    init(_ title: String, _ visit: Visit, grant: MemberGrant?, service: ServiceHead?) {
        self.title = title
        formToken = visit.formToken
        formId = visit.pages.usedForms.make()
        stylesheet = visit.pages.assets.stylesheet
        script = visit.pages.assets.script
        mark = visit.pages.assets.mark
        notice = visit.notice?.text
        person = grant.map { grant in
            grant.member.name.withExposed { name in
                Person(
                    name: name, initial: name.first.map { String($0).uppercased() } ?? "?",
                    isOnAccount: visit.path.hasPrefix("/account"))
            }
        }
        self.service = service
        isOnServices = visit.path.hasPrefix("/services")
        isTestData = visit.pages.isTestData
    }

    /// Leads the tab that one is on to where its list was left.
    mutating func leadCurrentTab(to path: String) {
        guard let index = service?.tabs.firstIndex(where: \.isCurrent) else { return }
        service?.tabs[index].path = path
    }
}
