-- What is measured: every test of a claim, and the same test tried on others, its controls.
--
-- grain: test_id
--
-- test_id         the test; of a control: the test and whom it is tried on
-- control_of      of a control: the test it is a control of; null for a claim's own test
-- control         of a control: the project it is tried on, or 'swapped'; null for a claim's own test
-- claim_id        the claim
-- kind            the claim's kind
-- subject         the project that is measured
-- comparator      the project it is compared with; null for none
-- definition_id   the definition; null for a fact
-- fact_id         the fact; null for a definition
-- needs           of a fact: the values with which the claim is true
-- of_source       about what the source itself printed: no sampling error
-- per             of a level that is a rate: day, month or year
-- asserted_low    lower end of the figure
-- asserted_high   upper end
with own as (
    select
        claim_test.test_id,
        claim_test.claim_id,
        claim.kind,
        claim.subject,
        claim.comparator,
        claim_test.definition_id,
        claim_test.fact_id,
        claim_test.needs,
        claim.of_source,
        claim.per,
        claim.asserted_low,
        claim.asserted_high,
        -- a level has a figure of its own, so that others say nothing of it
        claim_test.role <> 'context' and claim_test.definition_id is not null
            and claim.kind <> 'level' as controlled,
        -- of a share the comparator only says between whom
        claim.kind in ('ratio', 'order', 'growth', 'crossing') and claim.comparator is not null
            as paired
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
),
measured as (
    select distinct definition_id, project_id
    from share
),
fellow as (
    -- of the definition's own group, or of any of its pack that both are in
    select distinct
        definition.id as definition_id, one.project_id as subject, other.project_id as fellow,
        one.group_id
    from project_group as one
    join project_group as other
        on other.group_id = one.group_id and other.project_id <> one.project_id
    join pack_entry as entry on entry.kind = 'group' and entry.id = one.group_id
    join pack_entry as definition
        on definition.kind = 'definition' and definition.pack_id = entry.pack_id
),
tried as (
    select distinct own.test_id, measured.project_id as control
    from own
    join definition on definition.definition_id = own.definition_id
    join fellow
        on fellow.definition_id = own.definition_id
        and fellow.subject = own.subject
        and (definition.group_id is null or fellow.group_id = definition.group_id)
    join measured
        on measured.definition_id = own.definition_id and measured.project_id = fellow.fellow
    where own.controlled and not (own.paired and measured.project_id = own.comparator)
)
select
    test_id, null::varchar as control_of, null::varchar as control, claim_id, kind, subject,
    comparator, definition_id, fact_id, needs, of_source, per, asserted_low, asserted_high
from own
union all
select
    own.test_id || ' tried on ' || tried.control, own.test_id, tried.control, own.claim_id,
    own.kind, tried.control, own.comparator, own.definition_id, own.fact_id, own.needs,
    own.of_source, own.per, own.asserted_low, own.asserted_high
from own
join tried on tried.test_id = own.test_id
union all
select
    test_id || ' swapped', test_id, 'swapped', claim_id, kind, comparator, subject, definition_id,
    fact_id, needs, of_source, per, asserted_low, asserted_high
from own
join acceptance using (claim_id)
where
    controlled
    and paired
    -- two that are even are so the other way round
    and not coalesce(kind = 'ratio' and accepted_low < 1 and accepted_high > 1, false)
