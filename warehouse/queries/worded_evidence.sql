-- Evidence with all that it is worded from: what the claim needs of a fact and where that is cited;
-- over what a count is taken, and who publishes it; what its figures cover.
with reach as (
    -- from when to when there are figures of a test's project at all
    select
        claim_test.test_id,
        min(share.period_start) as figures_from,
        max(share.period_end) as figures_until
    from claim_test
    join claim on claim.claim_id = claim_test.claim_id
    join share
        on share.definition_id = claim_test.definition_id and share.project_id = claim.subject
    where claim_test.role <> 'context'
    group by claim_test.test_id
),
unread as (
    -- the nearest period that must not be read, by test, moment and reason
    select
        test_id,
        moment,
        refused,
        first(period_start order by days_off, outside, period_end desc) as refused_start,
        first(period_end order by days_off, outside, period_end desc) as refused_end
    from test_figure
    where refused is not null
    group by all
),
cited as (
    -- of entries that say the same, the latest
    select fact_id, value, last(citation order by valid_from nulls first, citation) as citation
    from fact
    group by all
)
select
    evidence.*,
    claim_test.needs,
    definition.denominator as denominator_words,
    definition.left_out,
    part.share as left_out_share,
    part.at_least as left_out_at_least,
    signal.origin,
    source.source_id,
    source.title as source_title,
    source.live,
    cited.citation,
    reach.figures_from,
    reach.figures_until,
    unread.refused_start,
    unread.refused_end
from evidence
left join claim_test on claim_test.test_id = evidence.test_id
left join definition on definition.definition_id = evidence.definition_id
left join signal on signal.signal_id = definition.signal_id
left join source on source.source_id = signal.source_id
left join base_left_out as part
    on part.definition_id = evidence.definition_id
    and part.project_id = evidence.subject
    and part.period_start = evidence.period_start
    and part.period_end = evidence.period_end
left join cited on cited.fact_id = evidence.fact_id and cited.value = evidence.value
left join reach on reach.test_id = evidence.test_id
left join unread
    on unread.test_id = evidence.test_id
    and unread.moment = evidence.moment
    and unread.refused = evidence.missing
