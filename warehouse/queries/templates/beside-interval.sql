select low, high
from measurement
where {at}
