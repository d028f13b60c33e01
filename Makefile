# One-line names for the usual commands; each shows what it runs.

URL ?= http://localhost:8080/stream
CLIENTS ?= 10
MVN ?= mvn
WAR := target/logstreamer.war
PID := target/run.pid
ALONE := test-compile dependency:unpack@unpack-containers failsafe:integration-test failsafe:verify

.PHONY: build run launch-client launch-logger stop soak faults

build: ## the WAR, tested
	$(MVN) -B package

run: ## the server on http://localhost:8080/, with a log that moves
	mkdir -p target && sh -c 'echo $$$$ > $(PID) && exec $(MVN) jetty:run'

launch-client: $(WAR) ## several subscribers of the stream, each line printed as "n -> line"
	java -jar $(WAR) load --clients $(CLIENTS) --print --duration 24h $(URL)

launch-logger: $(WAR) ## 300 random lines of data/seed.log for data/logs.log, 2 a second
	java -jar $(WAR) make-logs

stop: ## end what "make run" started, and nothing else
	@pid=$$(cat $(PID) 2>/dev/null) && ps -o args= -p "$$pid" | grep -q jetty:run && kill "$$pid" && rm $(PID) || echo "make run is not running"

soak: $(WAR) ## 1,000 rotations under a real server that is stopped and killed; a quarter of an hour
	$(MVN) -B $(ALONE) -Dit.test='SoakIT#each*' -Dsoak.rotations=1000

faults: $(WAR) ## all faults of file systems, limits and clocks; as root, else most are skipped
	src/test/faults/faults.py

$(WAR):
	$(MVN) -B package -DskipTests
