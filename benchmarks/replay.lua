-- Sends the requests of a file, in their order, again from the first after the last.
-- wrk -s replay.lua URL -- FILE FIRST; the file holds, for each request, its length on a line of
-- its own, then its bytes.

local requests, current = {}, 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  while true do
    local size = file:read("*n")
    if not size then break end
    file:read(1)
    requests[#requests + 1] = file:read(size)
  end
  file:close()
  current = tonumber(args[2]) or 0
end

function request()
  current = current % #requests + 1
  return requests[current]
end
