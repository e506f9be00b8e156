import Model
import SQLSyntax

/// One pass over all pending migrations.
struct LintRun {
    private let options: LintOptions
    private var model: SchemaModel
    private var session = LintSession()
    private let workload: LintWorkload?
    var longNames = LongNames()
    /// What ROLLBACK and ROLLBACK TO go back to.
    private var checkpoints: [(name: String?, model: SchemaModel)] = []
    var report = LintReport()
    private var pending: [PendingFinding] = []
    /// Files with suppressions.
    private var places: [FilePlace] = []
    /// Rules that speak once a file and have spoken in this one.
    private var saidInFile: Set<String> = []

    /// - Parameter workload: nil where no pending statement asks for it: reading it takes its time.
    init(options: LintOptions, workload: LintWorkload?) {
        self.options = options
        self.workload = workload
        model = options.snapshot.map { SchemaModel($0) } ?? SchemaModel()
        report.statistics = options.snapshot.map { "\($0.target.name), \(Format.minute($0.collectedAt)) UTC" }
        for script in ParsedPart.read(options.schema) {
            for case .success(let change) in script.script.statements.map(\.result) {
                model.apply(change, isPending: false)
            }
        }
        model.searchPath = options.snapshot?.searchPath ?? ["public"]
    }

    mutating func begin(_ source: MigrationSource) {
        session = LintSession()
        if source.sharesOneTransaction { session.begin(.surrounding) }
    }

    mutating func end() { session.end() }

    mutating func finish() -> LintReport {
        let findings = pending.filter { !($0.complaint.unless?(model) ?? false) }
        LintJudge(options: options).judge(findings, places: places, into: &report)
        return report
    }

    /// Follows one file.
    mutating func examine(_ file: MigrationFile, _ parsed: ParsedPart, of source: MigrationSource) {
        let place = FilePlace(parsed, number: report.files)
        report.files += 1
        saidInFile = []
        if let problem = parsed.part.problem, file.oddities.isEmpty || !source.holdsSQL { return tell(problem, place) }
        if !parsed.suppressions.isEmpty { places.append(place) }
        for rule in LintRule.all {
            guard case .file(let check) = rule.check else { continue }
            let context = FileContext(
                file: file, applied: source.directory.isEmpty ? nil : options.applied[source.directory])
            for complaint in check(context) { add(complaint, rule, place, statement: 0..<0) }
        }
        if file.oddities.contains(where: { $0.kind == .missing }) { return }
        remark(place)
        guard !parsed.part.isOpaque else { return skip(place) }
        prepare(parsed.part)
        // Flyway leaves its transaction for a file of nothing but such statements.
        let leaves = source.framework == .flyway && parsed.runsOutsideTransactionsOnly
        if !source.sharesOneTransaction, parsed.transaction == .surrounding, !leaves { session.begin(.surrounding) }
        for statement in parsed.script.statements { examine(statement, place, source) }
        if session.transaction == .explicit, let last = parsed.script.statements.last(where: \.isBegin) {
            let complaint = Complaint("no COMMIT follows: all behind it is rolled back when the session ends")
            add(complaint, TransactionRules.unclosed, place, statement: last.bytes)
        }
        if !source.sharesOneTransaction { session.end() }
        checkpoints = []
        judgeSuppressions(place)
    }

    /// Indexes that a script has built or dropped before the migration runs.
    private mutating func prepare(_ part: MigrationPart) {
        guard let sql = part.beforehand else { return }
        let script = ParsedPart.read([MigrationPart(path: part.path, sql: sql, execution: .statements)])[0].script
        for case .success(let change) in script.statements.map(\.result) {
            switch change {
            case .createIndex, .drop: model.apply(change, isPending: true)
            default: break
            }
        }
    }

    /// A file that cannot be read leaves the others alone.
    private mutating func tell(_ problem: MigrationError, _ place: FilePlace) {
        let message = String(problem.message.trimmingPrefix(place.path + " "))
        report.problems.append(LintNote(file: place.path, line: 1, text: message))
    }

    private mutating func skip(_ place: FilePlace) {
        report.statements += 1
        report.notAnalysed += 1
        let complaint = Complaint("a program, not SQL: what it does was not analysed")
        add(complaint, EngineRules.opaque, place, statement: 0..<0)
    }

    private mutating func examine(
        _ statement: Script<SchemaChange>.Statement, _ place: FilePlace, _ source: MigrationSource
    ) {
        report.statements += 1
        switch statement.result {
        case .failure(let error):
            report.notAnalysed += 1
            complain(about: error, statement.bytes, place)
        case .success(let change):
            if let what = opaquePart(of: change) {
                report.notAnalysed += 1
                let complaint = Complaint("what \(what) does was not analysed")
                add(complaint, EngineRules.opaque, place, statement: statement.bytes)
            }
            compareNames(statement.bytes, place)
            check(change, statement.bytes, place, source)
            follow(change)
        }
    }

    /// What the text of the statement does not show; nil where it shows all.
    private func opaquePart(of change: SchemaChange) -> String? {
        switch change {
        case .opaque(let what): what
        // Of functions that nobody described, most are the server's own, and read only.
        case .call(let functions):
            functions.first { model.volatilities[$0.name.lowercased()] == true }.map { "the function \($0.name)" }
        default: nil
        }
    }

    private mutating func check(
        _ change: SchemaChange, _ bytes: Range<Int>, _ place: FilePlace, _ source: MigrationSource
    ) {
        let context = StatementContext(
            change: change, model: model, session: session, effects: model.effects(of: change),
            framework: source.directory.isEmpty ? nil : source.framework, execution: place.parsed.part.execution,
            mayRewrite: !source.isPresumed,
            text: place.text(bytes), serverVersion: options.snapshot?.serverVersion ?? 150_000, workload: workload)
        for rule in LintRule.all {
            guard case .statement(let check) = rule.check else { continue }
            for complaint in check(context) {
                if complaint.isOnceAFile, !saidInFile.insert(rule.id).inserted { continue }
                if complaint.isOnceATransaction, !session.said.insert(rule.id).inserted { continue }
                add(complaint, rule, place, statement: bytes)
            }
        }
        // Lines are counted where they may be named only.
        if session.isInTransaction { session.take(context.effects, line: place.line(of: bytes.lowerBound)) }
    }

    mutating func add(_ complaint: Complaint, _ rule: LintRule, _ place: FilePlace, statement: Range<Int>) {
        let usage = complaint.table.flatMap { model.usage(of: $0) }
        pending.append(
            PendingFinding(rule: rule, complaint: complaint, usage: usage, file: place, statement: statement))
    }
}

extension Script<SchemaChange>.Statement {
    fileprivate var isBegin: Bool {
        if case .success(.transaction(.begin)) = result { true } else { false }
    }
}

// MARK: What the statement leaves behind

extension LintRun {
    private mutating func follow(_ change: SchemaChange) {
        if case .transaction(let command) = change { return follow(command) }
        switch change {
        case .setting(let setting):
            if setting.name == "lock_timeout" || setting.isResetOfAll {
                session.setLockTimeout(setting.value.map { $0 != "0" } ?? false, isLocal: setting.isLocal)
            }
        case .addEnumValue(let type, let value) where session.isInTransaction && !model.isNewType(type):
            session.newEnumValues[model.resolve(type), default: []].insert(value)
        case .alterTable(let alteration) where session.isInTransaction:
            let table = model.resolve(alteration.name)
            for case .addConstraint(let constraint) in alteration.commands where constraint.isNotValid {
                let name = constraint.name ?? ConstraintName.chosen(for: constraint, table: table.name)
                session.notValid.insert(.init(table: table, name: name))
            }
        default: break
        }
        model.apply(change, isPending: true)
    }

    private mutating func follow(_ command: TransactionCommand) {
        switch command {
        case .begin:
            guard session.transaction == .none else { return }
            session.begin(.explicit)
            checkpoints = [(nil, model)]
        case .commit:
            session.end()
            checkpoints = []
        case .rollback:
            if let first = checkpoints.first { model = first.model }
            checkpoints = []
            session.end(keepsSettings: false)
        case .savepoint(let name): checkpoints.append((name, model))
        case .rollbackTo(let name):
            guard let position = checkpoints.lastIndex(where: { $0.name == name }) else { return }
            model = checkpoints[position].model
            checkpoints.removeSubrange((position + 1)...)
        case .other: break
        }
    }
}
