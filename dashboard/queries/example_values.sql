-- What fills the examples of the page of queries: names that have something to show here; null: none.
with line as (
    select
        definition_id,
        project_id,
        count(*) as periods,
        arg_max(share, period_end) as newest
    from share
    where usable and complete
    group by definition_id, project_id
),
shown as (
    select
        line.definition_id,
        definition.signal_id,
        definition.group_id,
        definition.segments
    from line
    join definition on definition.definition_id = line.definition_id
    group by all
    order by
        count(*) > 1 desc,
        bool_or(definition.group_id is not null) desc,
        sum(periods) desc,
        line.definition_id
    limit 1
),
ranked as (
    select list(line.project_id order by newest desc, line.project_id)[:3] as projects
    from line
    join shown on shown.definition_id = line.definition_id
),
judged as (
    select
        claim_verdict.claim_id,
        exists (
            from claim_control where claim_control.claim_id = claim_verdict.claim_id
        ) as controlled,
        count(*) as measured
    from claim_verdict
    join claim on claim.claim_id = claim_verdict.claim_id
    join claim_evidence on claim_evidence.claim_id = claim_verdict.claim_id
    where claim_evidence.measured is not null
    group by claim_verdict.claim_id, claim_verdict.verdict, claim.kind
    order by
        claim_verdict.verdict in ('supported', 'refuted') desc,
        controlled desc,
        claim.kind = 'share' desc,
        measured desc,
        claim_verdict.claim_id
    limit 2
),
chosen as (
    select
        claim_id,
        controlled
    from judged
    limit 1
),
-- two signals of one registry may be the same thing counted twice
pair as (
    select
        one.signal_id as one_signal,
        other.signal_id as other_signal,
        count(distinct one.project_id) as projects
    from (select distinct signal_id, project_id, registry from latest_observation) as one
    join (select distinct signal_id, project_id, registry from latest_observation) as other
        on other.project_id = one.project_id
        and other.registry > one.registry
    group by all
    order by projects desc, one_signal, other_signal
    limit 1
)
select
    (select projects from ranked) as projects,
    (select projects[1] from ranked) as project,
    (select projects[2] from ranked) as rival,
    (select definition_id from shown) as definition,
    (select [definition_id] from shown) as definitions,
    (select signal_id from shown) as signal,
    (select segments[1] from shown) as segment,
    (select segments from shown) as segments,
    (select coalesce(group_id, (select min(group_id) from project_group)) from shown) as "group",
    (select list(distinct group_id order by group_id)[:2] from project_group) as groups,
    (
        select source_id
        from signal
        join shown on shown.signal_id = signal.signal_id
    ) as source,
    (select claim_id from chosen) as claim,
    (select claim_id from chosen where controlled) as controlled,
    (select list(claim_id) from judged) as claims,
    (
        select list(distinct test_id order by test_id)
        from claim_test
        join chosen on chosen.claim_id = claim_test.claim_id
    ) as tests,
    (
        select min(document_id)
        from claim_occurrence
        join chosen on chosen.claim_id = claim_occurrence.claim_id
    ) as document,
    (
        select aspect
        from aspect
        group by aspect
        order by count(distinct evidence) desc, count(*) desc, aspect
        limit 1
    ) as aspect,
    (select mode(signal_id order by signal_id) from series_break) as broken,
    (select list(distinct twin_id order by twin_id)[:2] from reconciliation) as twins,
    (select [min(locator)] from response having count(*) > 0) as locators,
    (select one_signal from pair) as one_signal,
    (select other_signal from pair) as other_signal,
    (
        select title
        from signal
        join pair on pair.one_signal = signal.signal_id
    ) as one_title,
    (
        select title
        from signal
        join pair on pair.other_signal = signal.signal_id
    ) as other_title
