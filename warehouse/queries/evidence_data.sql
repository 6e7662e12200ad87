-- Everything that a claim was held against, one row for each test and moment, for programs; of all
-- claims where $claim is null.
select
    evidence.claim_id,
    claim_pack.pack_id as pack,
    evidence.test_id,
    evidence.test_title as counted,
    evidence.definition_id,
    evidence.fact_id,
    evidence.part,
    evidence.moment,
    evidence.moment = verdict.decided_at as at_its_date,
    evidence.period,
    evidence.period_start,
    evidence.period_end,
    evidence.measured,
    evidence.low,
    evidence.high,
    evidence.shown,
    evidence.outcome,
    evidence.decides,
    evidence.quality,
    evidence.remark,
    evidence.flags,
    evidence.locators,
    evidence.sql,
    build.build_id
from claim_evidence as evidence
join claim_verdict as verdict on verdict.claim_id = evidence.claim_id
left join claim_pack on claim_pack.claim_id = evidence.claim_id
cross join build
where $claim::varchar is null or evidence.claim_id = $claim::varchar
order by evidence.claim_id, evidence.position, evidence.moment desc
