-- The region a measurement must lie in for a claim to hold; from its figure and hedge alone.
--
-- grain: claim_id
--
-- claim_id        the claim
-- accepted_low    lower end, included; null for none; dates as a year with fraction; 1 for a property
-- accepted_high   upper end, included; null for none
with margin as (
    select
        claim.claim_id,
        claim.kind,
        claim.asserted_low,
        claim.asserted_high,
        hedge.side,
        bound.low as bound_low,
        bound.high as bound_high,
        case
            when claim.kind in ('crossing', 'date') then coalesce(hedge.days_margin / 365.25, 0)
            else coalesce(
                hedge.digits_margin * claim.last_digit,
                case when claim.kind in ('share', 'change', 'slope') then hedge.share_margin
                    else hedge.ratio_margin * claim.asserted_low end,
                0
            ) end as width
    from claim
    join hedge on hedge.hedge = claim.hedge
    left join hedge_bound as bound on bound.hedge = claim.hedge and bound.kind = claim.kind
),
region as (
    select
        claim_id,
        kind,
        case
            when kind in ('order', 'property') then 1
            when side <> 'at most' then coalesce(asserted_low, bound_low) - width end as low,
        case
            when kind = 'order' then null
            when kind = 'property' then 1
            when side <> 'at least' then coalesce(asserted_high, bound_high) + width end as high
    from margin
)
select
    claim_id,
    case when kind = 'share' then greatest(0, low) else low end as accepted_low,
    case when kind = 'share' then least(1, high) else high end as accepted_high
from region
